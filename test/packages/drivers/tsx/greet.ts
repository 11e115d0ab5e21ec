export const greet = (id: number): string => `thread ${id}`;
