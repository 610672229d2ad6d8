// A facility's symbol: which it is by its glyph, how far it has come by shape and colour.
// One list of strokes and fills in a 24 by 24 square serves the canvas and the panel's SVG alike.

/**
 * @typedef {{stage: string, condition: string, late: number, symbol?: string}} Look
 * @typedef {{d: string, fill?: string, stroke?: string, width?: number, dash?: number[], glyph?: boolean, clip?: boolean}} Stroke
 */

const PAPER = '#ffffff';
const WARNING = '#c43c1e';
const QUIET = '#5d6878';
// Hollow, dotted, half, light, solid: the order tells the stage on a grey printer too.
const STAGE_INKS = {
  proposed: QUIET, initiated: QUIET, siting: '#7b4ea3', permitting: '#7b4ea3', procurement: '#7b4ea3',
  under_construction: '#b35900', built: '#2f7fc1', trial: '#2f7fc1', in_service: '#174f8f', retired: QUIET, unknown: QUIET,
};
const STAGE_FILLS = {
  proposed: 'hollow', initiated: 'hollow', siting: 'dotted', permitting: 'dotted', procurement: 'dotted',
  under_construction: 'half', built: 'light', trial: 'light', in_service: 'solid', retired: 'crossed', unknown: 'asked',
};
const TILE = 'M8 3.5h8a4.5 4.5 0 0 1 4.5 4.5v8a4.5 4.5 0 0 1-4.5 4.5H8A4.5 4.5 0 0 1 3.5 16V8A4.5 4.5 0 0 1 8 3.5z';
const LOWER_HALF = 'M3.500 12h17v4a4.500 4.500 0 0 1-4.500 4.500H8A4.500 4.500 0 0 1 3.500 16z';
const HALO = 'M8 2h8a6 6 0 0 1 6 6v8a6 6 0 0 1-6 6H8a6 6 0 0 1-6-6V8a6 6 0 0 1 6-6z';
const RING = 'M8 .5h8A7.500 7.500 0 0 1 23.500 8v8a7.500 7.500 0 0 1-7.500 7.500H8A7.500 7.500 0 0 1 .5 16V8A7.500 7.500 0 0 1 8 .5z';
const BADGE = 'M19 13.800a5.200 5.200 0 1 0 0 10.400 5.200 5.200 0 0 0 0-10.400z';
const BARS = 'M16.600 16.500h1.700v5h-1.700zM19.700 16.500h1.700v5h-1.700z';
const QUESTION = 'M17.300 17.700a1.800 1.800 0 1 1 2.600 1.600q-.900.500-.900 1.200M19 22.300v.100';
const CROSS = 'M5 5 19 19M19 5 5 19';
const RING_WIDTHS = [0, 2, 2.8, 3.8];
/** Days late from which the ring grows. */
const RING_STEPS = [30, 90];

/**
 * @param {string} lateness
 * @param {number} days
 * @returns {number} 0 where nothing is late, else 1 to 3
 */
function lateGrade(lateness, days) {
  if (lateness !== 'overdue' && lateness !== 'late_start') return 0;
  return 1 + RING_STEPS.filter((step) => days > step).length;
}

/**
 * @param {Look} look
 * @returns {string} what the fill says
 */
function fillOf(look) {
  if (look.condition === 'cancelled') return 'crossed';
  return STAGE_FILLS[/** @type {keyof typeof STAGE_FILLS} */ (look.stage)] || 'asked';
}

/**
 * @param {Look} look
 * @returns {string}
 */
function inkOf(look) {
  if (look.condition !== 'active') return QUIET;
  return STAGE_INKS[/** @type {keyof typeof STAGE_INKS} */ (look.stage)] || QUIET;
}

/**
 * @param {string} symbol
 * @param {string} color of the frame
 * @param {Look} look
 * @returns {Stroke[]} bottom first
 */
function tileOf(symbol, color, look) {
  const fill = fillOf(look);
  const ink = inkOf(look);
  const ground = fill === 'solid' ? ink : fill === 'light' ? '#cfe4f7' : PAPER;
  /** @type {Stroke[]} */
  const strokes = [{ d: HALO, fill: PAPER }];
  if (look.late) strokes.push({ d: RING, stroke: WARNING, width: RING_WIDTHS[look.late] });
  strokes.push({ d: TILE, fill: ground });
  if (fill === 'half') strokes.push({ d: LOWER_HALF, fill: '#f3b26b' });
  const dash = { dotted: [0.1, 3.15], asked: [3.4, 2.6] }[fill];
  const frame = fill === 'asked' || fill === 'crossed' || look.condition === 'suspended' ? QUIET : color;
  strokes.push({ d: TILE, stroke: frame, width: dash && fill === 'dotted' ? 2.3 : 1.9, dash });
  const glyph = fill === 'solid' ? PAPER : fill === 'half' ? '#7a3d00' : ink;
  strokes.push({ d: CODES.symbols[symbol] || CODES.symbols.generic, fill: glyph, glyph: true });
  if (fill === 'crossed') strokes.push({ d: CROSS, stroke: PAPER, width: 3.6 }, { d: CROSS, stroke: QUIET, width: 1.8 });
  if (look.condition === 'suspended') strokes.push(...badge(BARS, true));
  else if (fill === 'asked') strokes.push(...badge(QUESTION, false));
  return strokes;
}

/**
 * @param {string} d
 * @param {boolean} filled
 * @returns {Stroke[]}
 */
function badge(d, filled) {
  const mark = filled ? { d, fill: PAPER } : { d, stroke: PAPER, width: 1.4 };
  return [{ d: BADGE, fill: '#3d4754', stroke: PAPER, width: 1.2 }, mark];
}

/** The glyph stands inside its frame, smaller than its own square. */
const GLYPH_SCALE = 0.6;
const GLYPH_SHIFT = 12 * (1 - GLYPH_SCALE);
/** Room around the square for rings and badges, on each side. */
const TILE_MARGIN = 2.5;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke[]} strokes drawn into the square from (0, 0) to (24, 24)
 */
function paintStrokes(context, strokes) {
  for (const stroke of strokes) {
    context.save();
    if (stroke.glyph) {
      context.translate(GLYPH_SHIFT, GLYPH_SHIFT);
      context.scale(GLYPH_SCALE, GLYPH_SCALE);
    }
    const path = new Path2D(stroke.d);
    if (stroke.fill) {
      context.fillStyle = stroke.fill;
      context.fill(path, 'evenodd');
    }
    if (stroke.stroke) {
      context.strokeStyle = stroke.stroke;
      context.lineWidth = stroke.width || 1;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.setLineDash(stroke.dash || []);
      context.stroke(path);
    }
    context.restore();
  }
}

/**
 * @param {Stroke[]} strokes
 * @param {number} size in CSS pixels
 * @returns {SVGElement}
 */
function svgOf(strokes, size) {
  const room = 24 + 2 * TILE_MARGIN;
  return make(
    'svg',
    { class: 'pm-symbol', viewBox: `${-TILE_MARGIN} ${-TILE_MARGIN} ${room} ${room}`, width: size, height: size,
      'aria-hidden': 'true', focusable: 'false' },
    strokes.map((stroke) =>
      make('path', {
        d: stroke.d,
        fill: stroke.fill || 'none',
        'fill-rule': 'evenodd',
        stroke: stroke.stroke,
        'stroke-width': stroke.stroke && stroke.width,
        'stroke-dasharray': stroke.dash && stroke.dash.join(' '),
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
        transform: stroke.glyph && `translate(${GLYPH_SHIFT} ${GLYPH_SHIFT}) scale(${GLYPH_SCALE})`,
      }),
    ),
  );
}

/** Symbols drawn once and stamped many times. */
class Sprites {
  constructor() {
    /** @type {Map<string, HTMLCanvasElement>} */
    this.made = new Map();
  }

  /**
   * @param {string} symbol
   * @param {string} color
   * @param {Look} look
   * @param {number} size of the square in CSS pixels
   * @param {number} density device pixels per CSS pixel
   * @returns {HTMLCanvasElement}
   */
  tile(symbol, color, look, size, density) {
    const key = `${symbol} ${color} ${look.stage} ${look.condition} ${look.late} ${size} ${density}`;
    return this.once(key, size * (1 + (2 * TILE_MARGIN) / 24), density, (context) => {
      context.scale(size / 24, size / 24);
      context.translate(TILE_MARGIN, TILE_MARGIN);
      paintStrokes(context, tileOf(symbol, color, look));
    });
  }

  /**
   * @param {Look} look
   * @param {number} size
   * @param {number} density
   * @returns {HTMLCanvasElement} a symbol for where there is no room for one
   */
  dot(look, size, density) {
    const key = `dot ${look.stage} ${look.condition} ${look.late} ${size} ${density}`;
    return this.once(key, size + 2, density, (context) => {
      const hollow = fillOf(look) !== 'solid';
      context.beginPath();
      context.arc(size / 2 + 1, size / 2 + 1, size / 2 - 0.5, 0, 2 * Math.PI);
      context.fillStyle = hollow ? PAPER : inkOf(look);
      context.fill();
      context.lineWidth = hollow ? 1.6 : 0.8;
      context.strokeStyle = look.late ? WARNING : hollow ? inkOf(look) : PAPER;
      context.stroke();
    });
  }

  /**
   * @param {string} key
   * @param {number} side
   * @param {number} density
   * @param {(context: CanvasRenderingContext2D) => void} paint
   * @returns {HTMLCanvasElement}
   */
  once(key, side, density, paint) {
    let sprite = this.made.get(key);
    if (!sprite) {
      sprite = document.createElement('canvas');
      sprite.width = sprite.height = Math.ceil(side * density);
      const context = /** @type {CanvasRenderingContext2D} */ (sprite.getContext('2d'));
      context.scale(density, density);
      paint(context);
      this.made.set(key, sprite);
    }
    return sprite;
  }
}
