'use strict';
// Opens the row that the address names; a click on a row names it. Without scripts the style sheet opens it (:target).
document.documentElement.classList.add('js');
const rows = [...document.querySelectorAll('tr.row')];
let open = null;
function show() {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (open) open.classList.remove('open');
  open = row && row.classList.contains('row') ? row : null;
  if (!open) return;
  open.classList.add('open');
  open.hidden = false;
  open.scrollIntoView({block: 'center'});
}
function toggle(row) {
  if (open !== row) { location.hash = row.id; return; }
  history.replaceState(null, '', location.pathname + location.search);
  row.classList.remove('open');
  open = null;
}
addEventListener('hashchange', show);
addEventListener('load', show);
for (const row of rows) {
  row.addEventListener('click', e => { if (!e.target.closest('a')) toggle(row); });
  row.addEventListener('keydown', e => { if (e.key === 'Enter' && !e.target.closest('a')) toggle(row); });
}
// The filter: every word must be in the row, its clauses or its tests.
const box = document.getElementById('filter'), gaps = document.getElementById('gaps-only');
const texts = rows.map(row => (row.closest('section').querySelector('h2').textContent + ' ' + row.textContent + ' ' +
  row.nextElementSibling.textContent).toLowerCase());
function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  rows.forEach((row, i) => {
    row.hidden = !words.every(w => texts[i].includes(w)) ||
      (gaps.checked && !row.classList.contains('none') && !row.classList.contains('walk'));
    row.nextElementSibling.classList.toggle('away', row.hidden);
  });
  document.body.classList.toggle('filtered', words.length > 0 || gaps.checked);
  for (const section of document.querySelectorAll('section'))
    if (section.querySelector('tr.row')) section.hidden = !section.querySelector('tr.row:not([hidden])');
}
box.addEventListener('input', filter);
gaps.addEventListener('change', filter);
const query = new URLSearchParams(location.search);
if (query.has('filter') || query.has('gaps')) { box.value = query.get('filter') || ''; gaps.checked = query.has('gaps'); filter(); }
