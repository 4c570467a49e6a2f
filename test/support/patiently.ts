/** On a busy machine a test server now and then is not up within the SDK's five seconds. */
const TRIES = 3;

/** @throws what the last try threw */
export async function patiently<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries >= TRIES) throw error;
    }
  }
}
