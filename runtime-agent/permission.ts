// What the permission model of Node lets this process do. https://nodejs.org/api/permissions.html

/** Whether a scope is open; all are without `--permission`. */
export function permits(scope: string): boolean {
  const { permission } = process as NodeJS.Process & { permission?: { has(scope: string): boolean } };
  return !permission || permission.has(scope);
}
