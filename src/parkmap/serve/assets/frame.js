// The outer frame of a preview: it loads the map anew when there is another, and says when the map
// is old. What it says are texts of strangers too: they go through textContent only.

(() => {
  /**
   * @typedef {{
   *   version: string, failed: boolean, messages: string[], more: number, lang: string, words: Record<string, string>,
   * }} Told
   */

  const bar = /** @type {HTMLElement} */ (document.getElementById('bar'));
  const said = /** @type {HTMLElement} */ (document.getElementById('said'));
  const list = /** @type {HTMLElement} */ (document.getElementById('messages'));
  const frame = /** @type {HTMLIFrameElement} */ (document.getElementById('map'));
  /** @type {Told | null} */
  let told = null;
  let shown = '';
  let hash = window.location.hash;

  /**
   * @param {string} sentence
   * @param {string[]} [messages]
   */
  function tell(sentence, messages = []) {
    said.textContent = sentence;
    list.replaceChildren(...messages.map((message) => {
      const item = document.createElement('li');
      item.textContent = message;
      return item;
    }));
    bar.hidden = !sentence;
  }

  /** Keep where the reader is: view, selection, filters and tab stand in the map's address. */
  function load() {
    const inner = /** @type {Window} */ (frame.contentWindow);
    try {
      if (shown) hash = inner.location.hash;
    } catch {
      // The map could not be loaded; what was known before still holds.
    }
    if (!told || shown === told.version) return;
    shown = told.version;
    inner.location.replace(`/map?${shown}${hash}`);
  }

  /** @param {Told} now */
  function follow(now) {
    told = now;
    document.documentElement.lang = now.lang;
    const { words } = now;
    const more = now.more ? [words.more.replace('{count}', String(now.more))] : [];
    if (now.failed) tell(now.version ? words.old : words.none, [...now.messages, ...more]);
    else tell(now.version ? '' : words.waiting);
    frame.hidden = !now.version;
    load();
  }

  frame.addEventListener('load', () => {
    try {
      document.title = /** @type {Document} */ (frame.contentDocument).title || 'parkmap';
    } catch {
      // No map there: the title stays.
    }
    frame.title = document.title;
  });

  const source = new EventSource('/events');
  source.addEventListener('message', (event) => follow(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    if (told) tell(told.words.ended);
  });
})();
