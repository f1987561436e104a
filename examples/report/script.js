// Shows the picture of the chosen device, layer and weeks, and what is in the cell under the pointer.
const form = document.querySelector('.controls');
const tip = document.body.appendChild(Object.assign(document.createElement('div'), { id: 'tip', hidden: true }));
const whole = (n) => Math.round(n).toLocaleString('en');

function chosen() {
  const first = Math.min(form.first.value, form.last.value), last = Math.max(form.first.value, form.last.value);
  return { device: form.device.value, layer: form.layer.value, first, last };
}

function show() {
  const { device, layer, first, last } = chosen();
  document.getElementById('dates').textContent = `${report.dates[first][0]} to ${report.dates[last][1]}`;
  for (const part of document.querySelectorAll('.device')) {
    part.hidden = part.dataset.device !== device;
    if (part.hidden) continue;
    const picture = report.pictures[[device, layer, first, last].join('|')];
    const heat = part.querySelector('.heat');
    heat.style.visibility = picture ? 'visible' : 'hidden'; // nothing was clicked
    if (picture) heat.src = picture.src;
    heat.style.opacity = form.opacity.value / 100;
    part.querySelector('.count').textContent = `${whole(picture ? picture.total : 0)} ${layer.replace('all ', '')} on the page`;
    part.querySelector('.most').textContent = picture ? `${picture.legend.at(-1)} a cell, smoothed` : '';
  }
}

function hover(event) {
  const { device, layer, first, last } = chosen();
  const box = event.currentTarget.getBoundingClientRect(), { cols, rows } = report.devices[device];
  const col = Math.floor((event.clientX - box.left) / box.width * cols);
  const row = Math.floor((event.clientY - box.top) / box.height * rows);
  let clicks = 0;
  for (let week = first; week <= last; week++) clicks += report.cells[`${device}|${layer}|${week}`]?.[row * cols + col] ?? 0;
  tip.textContent = `${whole(clicks)} ${clicks === 1 ? 'click' : 'clicks'} in this cell`;
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 150)}px`;
  tip.style.top = `${event.clientY + 14}px`;
  tip.hidden = false;
}

form.addEventListener('input', show);
for (const page of document.querySelectorAll('.page')) {
  page.addEventListener('pointermove', hover);
  page.addEventListener('pointerleave', () => { tip.hidden = true; });
}
document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
show();
