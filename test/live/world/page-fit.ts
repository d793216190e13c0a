/** Scripts that look, inside a page, for what does not fit. Text, as they run in the browser. */

/** Parts that reach beyond the window to the side, named; scrolled tables are meant to be wider inside. */
export const wideParts = `(() => {
  const wide = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) wide.push('the page: ' + document.documentElement.scrollWidth);
  // Tools of a row must be in sight without scrolling the table.
  for (const part of document.querySelectorAll('.row-tools button')) {
    const table = part.closest('.ant-table-content');
    const { right } = part.getBoundingClientRect();
    if (table && right > table.getBoundingClientRect().right + 0.5) wide.push('row tool: ' + part.dataset.testid);
  }
  for (const part of document.querySelectorAll('button, .mark, .ant-card, .ant-alert, .party, .target-row, th')) {
    if (part.closest('.ant-table-content')) continue;
    const { left, right, width: own } = part.getBoundingClientRect();
    if (own > 0 && (left < -0.5 || right > width + 0.5)) wide.push(part.className + ': ' + part.textContent);
  }
  return wide;
})()`;

/** Labels whose text is longer than their place. */
export const cutTexts = `(() => {
  const cut = [];
  for (const part of document.querySelectorAll('.call-label, .mark, .ant-btn, .state-name, .key-name, .key-value, .mode-button')) {
    if (part.getBoundingClientRect().width === 0) continue;
    if (part.scrollWidth > part.clientWidth + 1) cut.push(part.className + ': ' + part.textContent);
  }
  return cut;
})()`;
