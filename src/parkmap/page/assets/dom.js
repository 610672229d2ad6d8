// Building elements: text by textContent, attributes from a short list, never markup from a string.

const ALLOWED_ATTRIBUTES = new Set([
  'id', 'class', 'type', 'role', 'tabindex', 'lang', 'for', 'title', 'hidden', 'open', 'disabled', 'checked', 'colspan',
  'scope', 'readonly', 'autocomplete', 'spellcheck', 'd', 'viewBox', 'width', 'height', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap',
  'stroke-linejoin', 'preserveAspectRatio', 'fill-rule', 'transform', 'opacity', 'focusable',
]);
const SVG_TAGS = new Set(['svg', 'path', 'g']);

/**
 * @typedef {Node | string | number | null | undefined | false | any[]} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 */

/**
 * Make an element. A function under `onclick` and the like becomes a listener, never an attribute.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
function make(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) continue;
    else if (ALLOWED_ATTRIBUTES.has(name) || name.startsWith('aria-') || name.startsWith('data-'))
      element.setAttribute(name, value === true ? '' : String(value));
    else throw new Error(`attribute not allowed: ${name}`);
  }
  element.append(...children.flat(3).filter(isShown).map(asNode));
  return element;
}

/**
 * @param {Child} child
 * @returns {boolean}
 */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/**
 * @param {any} child
 * @returns {Node}
 */
function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

/**
 * @param {Element} element
 * @param {...(Child | Child[])} children what it holds from now on
 */
function refill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter(isShown).map(asNode));
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
