// The programme played: days glide by, or, where motion is not wanted, one change after the other.

/** A month takes so long, and the whole programme between so short and so long. */
const MONTH_PLAYED_MS = 1500, SHORTEST_PLAY_MS = 8000, LONGEST_PLAY_MS = 40000;
const CHANGE_PLAYED_MS = 1200;

class Player {
  /**
   * @param {PageParts} parts
   * @param {{move: (day: number) => void, next: () => number | null, changed: () => void}} how
   */
  constructor({ world, state }, how) {
    this.world = world;
    this.state = state;
    this.how = how;
    this.on = false;
    this.turn = 0;
    window.addEventListener('popstate', () => this.stop());
  }

  toggle() {
    if (this.on) this.stop();
    else this.start();
  }

  start() {
    const { timeline, when } = this.world;
    this.on = true;
    this.turn += 1;
    if (when.day >= timeline.last) this.how.move(timeline.first);
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) this.step(this.turn, this.world.when.day);
    else this.glide(this.turn);
    this.how.changed();
  }

  stop() {
    if (!this.on) return;
    this.on = false;
    this.how.changed();
  }

  /** @param {number} turn */
  glide(turn) {
    const { timeline, when } = this.world;
    const days = timeline.last - timeline.first;
    const perDay = Math.max(SHORTEST_PLAY_MS, Math.min(LONGEST_PLAY_MS, (days / 30.44) * MONTH_PLAYED_MS)) / days;
    const from = when.day;
    let began = 0, shown = from;
    const frame = (/** @type {number} */ time) => {
      if (this.isOver(turn, shown)) return;
      began = began || time;
      const day = Math.min(timeline.last, from + Math.floor((time - began) / perDay));
      if (day !== shown) this.how.move(day);
      shown = day;
      if (day < timeline.last) window.requestAnimationFrame(frame);
      else this.stop();
    };
    window.requestAnimationFrame(frame);
  }

  /**
   * @param {number} turn
   * @param {number} shown the day that was shown last
   * @returns {boolean} whether the reader has stopped it, or gone to a day of their own
   */
  isOver(turn, shown) {
    if (this.on && turn === this.turn && shown !== this.world.when.day) this.stop();
    return !this.on || turn !== this.turn;
  }

  /**
   * @param {number} turn
   * @param {number} shown
   */
  step(turn, shown) {
    if (this.isOver(turn, shown)) return;
    const day = this.how.next();
    if (day === null) {
      this.stop();
      return;
    }
    this.how.move(day);
    window.setTimeout(() => this.step(turn, day), CHANGE_PLAYED_MS);
  }
}
