// Extension ↔ language server, beside the language server protocol itself.
import * as v from 'valibot';

/** The section of the settings that the server asks for. */
export const SETTINGS_SECTION = 'workerLens';

export const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'] as const;

const RuleSeverity = v.picklist(SEVERITIES);
const Globs = v.fallback(v.array(v.string()), []);

/** What the settings say about checking one file. What of them is not as it should be counts as not said. */
export const LanguageSettings = v.fallback(
  v.object({
    /** What the findings of a rule count as, by its name; what is not here is the rule's own choice. */
    rules: v.fallback(
      v.pipe(
        v.record(v.string(), v.unknown()),
        v.transform((all) => Object.fromEntries(Object.entries(all).filter(hasSeverity))),
      ),
      {},
    ),
    lint: v.fallback(
      v.object({
        /** Globs relative to the workspace folder; only these files, where there are any. */
        include: Globs,
        exclude: Globs,
        /** A range of Node versions; empty for what the package says. */
        nodeVersion: v.fallback(v.string(), ''),
      }),
      { include: [], exclude: [], nodeVersion: '' },
    ),
  }),
  { rules: {}, lint: { include: [], exclude: [], nodeVersion: '' } },
);
export type LanguageSettings = v.InferOutput<typeof LanguageSettings>;

/** Reads what a client answers about the settings. */
export function readSettings(answer: unknown): LanguageSettings {
  return v.parse(LanguageSettings, answer);
}

/** Reads what a client says at the start. */
export function readInitializationOptions(options: unknown): v.InferOutput<typeof InitializationOptions> {
  return v.parse(InitializationOptions, options);
}

function hasSeverity(entry: [string, unknown]): entry is [string, v.InferOutput<typeof RuleSeverity>] {
  return v.is(RuleSeverity, entry[1]);
}

/** What the client tells the server at its start. */
export const InitializationOptions = v.fallback(
  v.object({
    /** The client's command that takes a `FixAllRequest`; empty where it has none. */
    fixAllCommand: v.fallback(v.string(), ''),
  }),
  { fixAllCommand: '' },
);

/** Asks for the edits that mend all of some folders. Its answer is a `FixAllAnswer`. */
export const FIX_ALL = 'workerLens/fixAll';

export interface FixAllRequest {
  /** URIs of folders. */
  readonly folders: readonly string[];
  /** The rules whose findings are to be mended; all where it is left out. */
  readonly rules?: readonly string[];
}

/** Tells how many files were looked at so far, while a `FixAllRequest` is worked on. */
export const FIX_ALL_PROGRESS = 'workerLens/fixAllProgress';

export interface FixAllProgress {
  readonly files: number;
}

/** A place by lines and characters, both from 0. */
export interface LanguagePosition {
  readonly line: number;
  readonly character: number;
}

export interface FixAllAnswer {
  readonly files: readonly {
    readonly uri: string;
    readonly edits: readonly {
      readonly start: LanguagePosition;
      readonly end: LanguagePosition;
      readonly text: string;
      /** The rules that it mends. */
      readonly rules: readonly string[];
    }[];
  }[];
}
