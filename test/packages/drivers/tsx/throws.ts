interface Reason {
  text: string;
}

function fail({ text }: Reason): never {
  throw new RangeError(text);
}

fail({ text: 'a reason' });
