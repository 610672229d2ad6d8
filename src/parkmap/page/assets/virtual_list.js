// A long list of which only the rows in view are in the page. Its box is one stop of the Tab key, and the arrows walk in it.

/** So many rows above and below the view are made, too. */
const ROWS_AROUND = 3;

/**
 * @typedef {{
 *   key: string, scroller: HTMLElement, face: (item: number) => {content: Child[], name?: string} | null, load: (item: number) => Promise<unknown>,
 *   pick: (item: number) => void, covered: () => number, waiting: () => string,
 * }} ListSetup `face` tells a row, or null until `load` is done; `waiting` names it
 *   until then; `covered` is how much of the scroller's top something stands over
 */

class VirtualList {
  /** @param {ListSetup} setup */
  constructor(setup) {
    this.setup = setup;
    this.box = make('div', { class: 'pm-rows', role: 'listbox', tabindex: 0, id: `pm-rows-${setup.key}`, 'data-key': `rows-${setup.key}` });
    this.items = new Uint32Array(0);
    /** @type {Set<number>} items that belong to what is chosen */
    this.marked = new Set();
    /** The one of them that is chosen itself. */
    this.chosen = -1;
    /** The place that the keys are at. */
    this.active = -1;
    this.frame = 0;
    this.sign = '';
    /** Of a row, in CSS pixels. */
    this.height = 1;
    /** @type {Map<number, HTMLElement>} rows that are made, by place */
    this.made = new Map();
    setup.scroller.addEventListener('scroll', () => this.ask(), { passive: true });
    new ResizeObserver(() => this.redraw()).observe(setup.scroller);
    this.box.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.onKey(event));
    this.box.addEventListener('click', (/** @type {MouseEvent} */ event) => this.onClick(event));
    this.box.addEventListener('focus', () => this.enter());
  }

  /**
   * @param {Uint32Array} items in their order
   * @param {string} name of the list
   * @param {string} sign of all that its rows tell beside the items: with the same one they stand as they are
   */
  show(items, name, sign) {
    const same = items === this.items && sign === this.sign;
    if (items !== this.items) this.active = items.indexOf(this.items[this.active]);
    this.items = items;
    this.sign = sign;
    this.box.setAttribute('aria-label', name);
    this.box.hidden = !items.length;
    if (same) this.ask();
    else this.redraw();
  }

  /**
   * @param {number} chosen
   * @param {number[]} marked
   */
  mark(chosen, marked) {
    this.chosen = chosen;
    this.marked = new Set(marked);
    for (const [place, row] of this.made) this.markRow(row, this.items[place]);
  }

  /**
   * @param {HTMLElement} row
   * @param {number} item
   */
  markRow(row, item) {
    const isMarked = this.marked.has(item), isChosen = item === this.chosen;
    row.classList.toggle('pm-marked', isMarked);
    row.setAttribute('aria-selected', String(isChosen));
    if (isMarked && !isChosen) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }

  /** Bring what is marked into view, if none of it is. */
  reveal() {
    if (!this.box.isConnected || !this.marked.size) return;
    this.fit();
    const places = [];
    for (let place = 0; place < this.items.length; place += 1) if (this.marked.has(this.items[place])) places.push(place);
    const [first, last] = this.inView();
    if (!places.length || places.some((place) => place > first && place < last - 1)) return;
    const { scroller } = this.setup;
    // Not at the very edge, where a card may stand over it.
    scroller.scrollTop = this.box.offsetTop + places[0] * this.height - scroller.clientHeight / 4;
    this.ask();
  }

  /** Make all rows anew before the next picture. */
  redraw() {
    this.made.clear();
    // The box is as high as its rows at once: the scroller is to stay where it is.
    this.box.style.height = `${this.items.length * this.height}px`;
    this.ask();
  }

  ask() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  fit() {
    this.height = parseFloat(getComputedStyle(this.box).getPropertyValue('--row-height')) || 1;
    this.box.style.height = `${this.items.length * this.height}px`;
  }

  /** @returns {[number, number]} the first row in view, and the one behind the last */
  inView() {
    const { scroller, covered } = this.setup;
    const top = scroller.scrollTop - this.box.offsetTop, { height } = this;
    return [Math.floor((top + covered()) / height), Math.ceil((top + scroller.clientHeight) / height)];
  }

  draw() {
    this.frame = 0;
    if (!this.box.isConnected) return;
    if (!this.made.size) this.fit();
    const [first, end] = this.inView();
    const places = [];
    for (let place = Math.max(0, first - ROWS_AROUND); place < Math.min(this.items.length, end + ROWS_AROUND); place += 1) places.push(place);
    // What aria-activedescendant names has to be there, however far the list was scrolled from it.
    if (this.active >= 0 && this.active < places[0]) places.unshift(this.active);
    else if (this.active > places[places.length - 1]) places.push(this.active);
    const { height } = this;
    /** @type {Map<number, HTMLElement>} */
    const made = new Map();
    for (const place of places) made.set(place, this.made.get(place) || this.row(place, height));
    const same = made.size === this.box.childElementCount && [...made.values()].every((row, at) => row === this.box.children[at]);
    this.made = made;
    if (!same) this.box.replaceChildren(...made.values());
    this.point();
  }

  /**
   * @param {number} place
   * @param {number} height
   * @returns {HTMLElement}
   */
  row(place, height) {
    const item = this.items[place];
    const face = this.setup.face(item);
    if (!face) void this.setup.load(item).then(() => this.replace(place, item));
    const row = make('div', {
      role: 'option', class: 'pm-task', id: `${this.box.id}-${place}`, 'data-task': item,
      'aria-setsize': this.items.length, 'aria-posinset': place + 1, 'aria-label': face ? face.name : this.setup.waiting(),
    }, face && face.content);
    this.markRow(row, item);
    row.style.transform = `translateY(${place * height}px)`;
    return row;
  }

  /**
   * @param {number} place
   * @param {number} item whose words have come
   */
  replace(place, item) {
    if (this.items[place] !== item || !this.made.delete(place)) return;
    this.ask();
  }

  /** Tell which row the keys are at. */
  point() {
    const row = this.made.get(this.active);
    for (const one of this.box.querySelectorAll('.pm-active')) if (one !== row) one.classList.remove('pm-active');
    if (row) row.classList.add('pm-active');
    if (row) this.box.setAttribute('aria-activedescendant', row.id);
    else this.box.removeAttribute('aria-activedescendant');
  }

  /** The keys begin at what is chosen, else at the first row in view. */
  enter() {
    if (this.active >= 0 || !this.items.length) return;
    const chosen = this.items.indexOf(this.chosen);
    const [first] = this.inView();
    this.active = chosen >= 0 ? chosen : Math.min(this.items.length - 1, Math.max(0, first));
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [first, end] = this.inView();
    const page = Math.max(1, end - first - 2), last = this.items.length - 1;
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + page, PageUp: this.active - page, Home: 0, End: last }[event.key];
    if (to === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (to !== undefined) this.move(Math.max(0, Math.min(last, to)));
    else if (this.active >= 0) this.setup.pick(this.items[this.active]);
  }

  /** @param {number} place */
  move(place) {
    this.active = place;
    this.scrollTo(place);
    this.draw();
  }

  /** @param {number} place brought into view by as little as it takes */
  scrollTo(place) {
    const { scroller, covered } = this.setup;
    const { height } = this;
    const top = this.box.offsetTop + place * height;
    if (top < scroller.scrollTop + covered()) scroller.scrollTop = top - covered();
    else if (top + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + height - scroller.clientHeight;
    this.ask();
  }

  /** @param {MouseEvent} event a press may outlive the row that it began on: where it is tells which */
  onClick(event) {
    const { top, height } = this.box.getBoundingClientRect();
    const place = Math.floor(((event.clientY - top) / height) * this.items.length);
    if (place < 0 || place >= this.items.length) return;
    this.active = place;
    this.point();
    this.setup.pick(this.items[place]);
  }
}
