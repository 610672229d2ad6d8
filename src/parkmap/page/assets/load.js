// The first script of a page: it inflates the release's own styles and scripts and puts them in, in their order.
// The policy of the page knows the hash of each, so that nothing else can come in by this door.
(function () {
  'use strict';
  // An address that says where to look means something else than the whole zone.
  const look = document.getElementById('pm-look');
  if (look && /[#&](m|sel)=/.test(window.location.hash)) look.remove();
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

  /**
   * @param {string} kind script or style
   * @param {string} code
   * @param {boolean} first whether it stands before what the page is first seen in
   */
  const add = (kind, code, first) => {
    const block = document.createElement(kind);
    block.textContent = code;
    document.head.insertBefore(block, first ? document.querySelector('style') : null);
  };

  /** @type {[kind: string, packed: string, first: boolean][]} */
  const packed = JSON.parse(textOf('parkmap-code'));
  void Promise.all(packed.map(([, text]) => inflate(text))).then((texts) => {
    texts.forEach((text, at) => add(packed[at][0], text, packed[at][2]));
    add('script', textOf('parkmap-start'), false);
  });
})();
