// The view as a picture: the map with its title, date, legend, scale and approval line, on white.

const IMAGE_DENSITY = 2;
/** Browsers refuse larger canvases. */
const MOST_IMAGE_PIXELS = 8192;
const IMAGE_HEAD = 52;
const IMAGE_PAD = 16;
const IMAGE_INK = '#1d2530', IMAGE_MUTE = '#566172';

/**
 * @typedef {{
 *   look: Look, name: string, count: number | null, symbol?: string, color?: string,
 *   swatch?: {paint: (context: CanvasRenderingContext2D) => void, width: number},
 * }} LegendEntry a swatch stands in place of a symbol, in a square of 24 as high as that
 */

/**
 * @param {PageParts} parts
 * @param {LegendEntry[]} legend
 */
async function exportImage(parts, legend) {
  const base = parts.basemaps.shown();
  if (base && !base.forPictures) return explainPicture(parts, base, () => void makeImage(parts, legend, false));
  await parts.basemaps.settled();
  return makeImage(parts, legend, true);
}

/**
 * Say that a server keeps its tiles out of pictures, and offer one without them.
 * @param {PageParts} parts
 * @param {Basemap} base
 * @param {() => void} go
 */
function explainPicture({ language }, base, go) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('pm-dialog'));
  refill(dialog, make('h2', { id: 'pm-dialog-title' }, language.t('base.no_picture')),
    make('p', {}, language.t('base.no_picture_why', { host: base.host })),
    make('div', { class: 'pm-buttons' },
      make('button', { type: 'button', class: 'pm-plain-button', onclick: () => dialog.close() }, language.t('print.cancel')),
      make('button', { type: 'button', class: 'pm-main-button', onclick: () => {
        dialog.close();
        go();
      } }, language.t('base.picture_without'))));
  dialog.showModal();
}

/**
 * @param {PageParts} parts
 * @param {LegendEntry[]} legend
 * @param {boolean} withTiles
 */
async function makeImage(parts, legend, withTiles) {
  const { language, map } = parts;
  const size = map.getSize();
  const density = Math.min(Math.max(IMAGE_DENSITY, window.devicePixelRatio || 1), MOST_IMAGE_PIXELS / Math.max(size.x, size.y + 300));
  const canvas = document.createElement('canvas');
  const foot = layFoot(parts, legend, size.x, withTiles);
  canvas.width = Math.round(size.x * density);
  canvas.height = Math.round((IMAGE_HEAD + size.y + foot.height) * density);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  paintHead(parts, context, size.x);
  context.save();
  context.translate(0, IMAGE_HEAD);
  context.beginPath();
  context.rect(0, 0, size.x, size.y);
  context.clip();
  paintMap(parts, context, density, withTiles);
  paintScale(parts, context, size);
  context.restore();
  context.translate(0, IMAGE_HEAD + size.y);
  foot.paint(context);
  const blob = await blobOf(canvas);
  if (!blob) return tellShortly(language.t('export.no_image'));
  saveFile(parts, [blob], 'image/png', 'png');
  return tellShortly(language.t('export.image_done'));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob | null>} nothing where tiles of a server that does not allow it are in the picture
 */
function blobOf(canvas) {
  return new Promise((resolve) => {
    try {
      canvas.toBlob(resolve, 'image/png');
    } catch {
      resolve(null);
    }
  });
}

/**
 * @param {PageParts} parts
 * @param {CanvasRenderingContext2D} context
 * @param {number} density
 * @param {boolean} withTiles
 */
function paintMap(parts, context, density, withTiles) {
  const { atlas, map, overlay } = parts;
  const { isOnTiles } = atlas;
  atlas.isOnTiles = isOnTiles && withTiles;
  const root = document.documentElement;
  // Paper is white, whatever the screen is.
  root.classList.add('pm-printing');
  atlas.useTheme();
  root.classList.remove('pm-printing');
  const size = map.getSize();
  context.fillStyle = atlas.theme.land;
  context.fillRect(0, 0, size.x, size.y);
  const frame = map.getContainer().getBoundingClientRect();
  const zoom = frame.width / size.x || 1;
  const tiles = /** @type {NodeListOf<HTMLImageElement>} */ (map.getContainer().querySelectorAll('img.leaflet-tile-loaded'));
  const pane = /** @type {HTMLElement} */ (map.getPane('tilePane'));
  context.globalAlpha = Number(window.getComputedStyle(pane).opacity);
  for (const tile of withTiles ? tiles : []) {
    const box = tile.getBoundingClientRect();
    context.drawImage(tile, (box.x - frame.x) / zoom, (box.y - frame.y) / zoom, box.width / zoom, box.height / zoom);
  }
  context.globalAlpha = 1;
  const view = { ...viewOf(map), density };
  atlas.paint(context, view);
  overlay.paint(context, view);
  atlas.isOnTiles = isOnTiles;
  atlas.useTheme();
}

/**
 * @param {PageParts} parts
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 */
function paintHead(parts, context, width) {
  const { language, world } = parts;
  const { scene } = world;
  const date = whenText(language, world.when);
  write(context, date, width - IMAGE_PAD, IMAGE_HEAD / 2, { size: 13, align: 'right' });
  let right = width - 2 * IMAGE_PAD - context.measureText(date).width;
  if (scene.illustrative) {
    write(context, language.t('illustrative'), right, IMAGE_HEAD / 2, { size: 12, align: 'right', color: '#64520f' });
    right -= context.measureText(language.t('illustrative')).width + IMAGE_PAD;
  }
  context.font = `600 17px ${LABEL_FONT}`;
  write(context, cutTo(context, `${language.pick(scene.zone)}  ${language.t('product')}`, right - IMAGE_PAD), IMAGE_PAD, IMAGE_HEAD / 2, { size: 17, bold: true });
}

/**
 * @param {PageParts} parts
 * @param {LegendEntry[]} legend
 * @param {number} width
 * @param {boolean} withTiles
 * @returns {{height: number, paint: (context: CanvasRenderingContext2D) => void}} the legend in lines, and the words below it
 */
function layFoot(parts, legend, width, withTiles) {
  const { language, basemaps, filters } = parts;
  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  ruler.font = `400 12px ${LABEL_FONT}`;
  const line = 26;
  let x = IMAGE_PAD, y = line / 2 + 8;
  const placed = legend.map((entry) => {
    const told = entry.count === null ? entry.name : `${entry.name} ${language.number(entry.count)}`;
    const room = 4 + (20 / 24) * (entry.swatch ? entry.swatch.width : 24);
    const text = cutTo(ruler, told, width - 2 * IMAGE_PAD - room);
    const wide = room + ruler.measureText(text).width + 18;
    if (x + wide > width && x > IMAGE_PAD) {
      x = IMAGE_PAD;
      y += line;
    }
    const at = { entry, text, x, y, room };
    x += wide;
    return at;
  });
  const { shown, all } = filters.now();
  const words = [
    ...coverSaid(parts),
    ...(filters.on ? [`${language.t('filter.title')}${language.t('colon')}${filters.words(language).join(' · ')} · ${language.t('filter.shown', { shown, all })}`] : []),
    ...(withTiles && basemaps.shown() ? [language.t('base.credit', { credit: basemaps.credit() })] : []),
    language.t('approval'),
  ].flatMap((text) => linesOf(ruler, text, width - 2 * IMAGE_PAD));
  const top = y + line / 2 + 8;
  return {
    height: top + words.length * 18 + 10,
    paint(context) {
      for (const { entry, text, x: left, y: middle, room } of placed) {
        context.save();
        context.translate(left, middle - 10);
        context.scale(20 / 24, 20 / 24);
        if (entry.swatch) entry.swatch.paint(context);
        else paintStrokes(context, tileOf(entry.symbol || 'generic', entry.color || QUIET, entry.look));
        context.restore();
        write(context, text, left + room + 1, middle, { size: 12 });
      }
      words.forEach((text, at) => write(context, text, IMAGE_PAD, top + 9 + at * 18, { size: 11.5, color: IMAGE_MUTE }));
    },
  };
}

/**
 * @param {PageParts} parts
 * @param {CanvasRenderingContext2D} context
 * @param {L.Point} size
 */
function paintScale(parts, context, size) {
  const { language, map } = parts;
  const middle = size.divideBy(2);
  const metres = distanceBetween(map.containerPointToLatLng(middle), map.containerPointToLatLng(middle.add([100, 0])));
  const power = 10 ** Math.floor(Math.log10(metres));
  const length = [5, 2, 1].map((step) => step * power).find((step) => step <= metres) || power;
  const wide = (100 * length) / metres;
  const right = size.x - IMAGE_PAD, bottom = size.y - IMAGE_PAD;
  context.beginPath();
  context.moveTo(right - wide, bottom - 6);
  context.lineTo(right - wide, bottom);
  context.lineTo(right, bottom);
  context.lineTo(right, bottom - 6);
  context.lineWidth = 1.5;
  context.strokeStyle = IMAGE_INK;
  context.stroke();
  write(context, lengthText(language, length), right - wide / 2, bottom - 9, { size: 11, align: 'center' });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{size: number, bold?: boolean, align?: CanvasTextAlign, color?: string}} style
 */
function write(context, text, x, y, { size, bold, align, color }) {
  context.font = `${bold ? 600 : 400} ${size}px ${LABEL_FONT}`;
  context.textAlign = align || 'left';
  context.textBaseline = 'middle';
  context.fillStyle = color || IMAGE_INK;
  context.fillText(text, x, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 */
function cutTo(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let kept = text.slice(0, 400);
  while (kept && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function linesOf(context, text, width) {
  const lines = [''];
  for (const part of text.slice(0, 1000).match(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+|\s+/g) || []) {
    if (context.measureText(lines[lines.length - 1] + part).width > width && lines[lines.length - 1]) lines.push('');
    lines[lines.length - 1] += part;
  }
  return lines.map((one) => cutTo(context, one, width));
}
