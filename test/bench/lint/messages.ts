/** A text to check, as a file that lies in the checkers' folder. */
export interface Question {
  readonly file: string;
  readonly text: string;
}

export interface Answer {
  /** How long the check took, in ms. */
  readonly ms: number;
  /** How many findings there were: one that finds nothing has not looked. */
  readonly found: number;
}
