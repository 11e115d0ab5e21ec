test('never comes', () => {});
throw new TypeError('outside of a test');
