/** Stands in what a message says for the value of a property that is never told. */
export const MASK = '•••';
