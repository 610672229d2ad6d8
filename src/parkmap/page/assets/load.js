// The first script of a page: it inflates the release's own scripts and runs them in their order.
// The policy of the page knows the hash of each, so that nothing else can come in by this door.
(function () {
  'use strict';
  if (typeof DecompressionStream !== 'function') return; // the sentence for old browsers stays

  /** @param {string} id */
  const textOf = (id) => /** @type {HTMLElement} */ (document.getElementById(id)).textContent || '';

  /**
   * @param {string} packed deflated text in base64
   * @returns {Promise<string>}
   */
  const inflate = (packed) => {
    const characters = atob(packed);
    // A loop: to map each of the characters took as long as to run the scripts.
    const bytes = new Uint8Array(characters.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  };

  /** @param {string} code */
  const run = (code) => {
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
  };

  /** @type {string[]} */
  const packed = JSON.parse(textOf('parkmap-code'));
  void Promise.all(packed.map(inflate)).then((scripts) => {
    scripts.forEach(run);
    run(textOf('parkmap-start'));
  });
})();
