// Handing a file to the reader. Its address is a blob of this page's own making: nothing is fetched.

/**
 * @param {PageParts} parts
 * @param {BlobPart[]} content
 * @param {string} type
 * @param {string} ending
 * @param {string[]} [named] what its name tells beside the zone; else the day that is shown
 */
function saveFile(parts, content, type, ending, named) {
  const { language, world } = parts;
  const { date, scenario, isPlan } = world.when;
  const zone = language.pick(world.scene.zone).replace(/[^\p{L}\p{N} _-]+/gu, '').trim().slice(0, 40);
  const address = URL.createObjectURL(new Blob(content, { type }));
  const link = document.createElement('a');
  link.setAttribute('href', address);
  link.download = `${[zone || 'parkmap', ...(named || [date, ...(isPlan ? [scenario] : [])])].join('-')}.${ending}`;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60000);
}
