/** Where our own code reader is kept on the phone; the page and the service worker both write there. */
export const READER_CACHE = 'code-reader'
