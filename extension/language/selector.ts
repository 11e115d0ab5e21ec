// The documents that the language server has something to say about.

const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

export const SELECTOR = LANGUAGES.flatMap((language) => ['file', 'untitled'].map((scheme) => ({ language, scheme })));
