// Progressive enhancement: every part below has a way that works without it.
(() => {
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  // Full menu: the link leads to the site map in the footer; with script it opens the dialog.
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]');
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    } else if (event.target.closest('[data-close]') || event.target.matches('dialog')) {
      event.target.closest('dialog').close();
    }
  });

  // Main menu: each trigger is a link; one with sub pages becomes a disclosure.
  const menu = document.querySelector('.gnb-menu');
  const panel = (trigger) => document.getElementById(trigger.dataset.gnb);
  const set = (trigger, open) => {
    trigger.setAttribute('aria-expanded', open);
    trigger.classList.toggle('active', open);
    panel(trigger).classList.toggle('is-open', open);
  };
  const shutAll = () => each('[data-gnb]', (trigger) => set(trigger, false));
  if (menu) {
    each('[data-gnb]', (trigger) => {
      trigger.setAttribute('role', 'button');
      trigger.setAttribute('aria-controls', trigger.dataset.gnb);
      set(trigger, false);
      trigger.addEventListener('keydown', (event) => { if (event.key === ' ') { event.preventDefault(); trigger.click(); } });
    });
    document.addEventListener('click', (event) => {
      const trigger = event.target.closest('[data-gnb]');
      const opens = trigger && trigger.getAttribute('aria-expanded') !== 'true';
      if (trigger) event.preventDefault();
      if (trigger || !event.target.closest('.gnb-toggle-wrap')) shutAll();
      if (opens) set(trigger, true);
    });
    menu.addEventListener('keydown', (event) => {
      const open = menu.querySelector('[aria-expanded=true]');
      if (event.key === 'Escape' && open) { set(open, false); open.focus(); }
    });
    menu.addEventListener('focusout', (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) shutAll(); });
  }

  // "On this page": marks the part that is being read.
  const links = [...document.querySelectorAll('.toc a')];
  if (links.length && 'IntersectionObserver' in window) {
    const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (!entry.isIntersecting) return;
      links.forEach((link) => {
        const here = decodeURIComponent(link.hash) === `#${entry.target.id}`;
        link.classList.toggle('active', here);
        if (here) link.setAttribute('aria-current', 'location'); else link.removeAttribute('aria-current');
      });
    }), { rootMargin: '-10% 0px -75%' });
    each('.pb section[id]', (section) => seen.observe(section));
  }

  // HTMX: after paging, go to the head of the list, after a step in the map to its head; a filter keeps its focus.
  // A failed request says so and keeps the page.
  document.addEventListener('htmx:afterSettle', (event) => {
    const source = event.detail.requestConfig?.elt;
    const head = source?.closest?.('.krds-pagination') ? '#list' : source?.closest?.('.mapcol') ? '#map' : '';
    if (!head || event.detail.target.id === 'filters') return;
    const target = event.detail.target.isConnected ? event.detail.target : document.getElementById(event.detail.target.id);
    (target?.querySelector(head) || target?.querySelector('[tabindex="-1"]') || target)?.focus();
  });
  const complain = () => {
    const live = document.getElementById('live');
    if (live) live.textContent = live.dataset.failed;
    each('[data-failure]', (note) => { note.hidden = false; });
  };
  document.addEventListener('htmx:responseError', complain);
  document.addEventListener('htmx:sendError', complain);

  // Results of a search: a busy region, search in long facets, exclusion in place, the sheet of filters, the address.
  const found = () => document.getElementById('found');
  const say = (text) => { const live = document.getElementById('live'); if (live) live.textContent = text; };
  document.addEventListener('htmx:beforeRequest', (event) => { if (event.detail.target?.id === 'found') event.detail.target.setAttribute('aria-busy', 'true'); });
  document.addEventListener('htmx:afterRequest', () => found()?.removeAttribute('aria-busy'));

  const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
  const initials = (text) => [...text].map((letter) => {
    const index = letter.charCodeAt(0) - 0xac00;
    return index >= 0 && index < 11172 ? INITIALS[Math.floor(index / 588)] : letter;
  }).join('');
  const plain = (text) => text.normalize('NFC').toLowerCase().replace(/[\s·]/g, '');
  const sift = (field) => {
    const wanted = plain(field.value);
    const group = field.parentElement;
    let shown = 0;
    each('.fv', (row) => {
      const name = plain((row.querySelector('label, s') ?? row).firstChild.textContent);
      row.hidden = !(name.includes(wanted) || initials(name).includes(wanted));
      shown += row.hidden ? 0 : 1;
    }, group);
    const more = group.querySelector('.fmore');
    if (wanted && !more.open) { more.dataset.opened = ''; more.open = true; }
    if (!wanted && 'opened' in more.dataset) { delete more.dataset.opened; more.open = false; }
    group.querySelector('.fnone').hidden = shown > 0;
  };
  const prepare = () => {
    each('.fq', (field) => { field.hidden = false; });
    each('[data-copy]', (button) => { button.hidden = false; });
  };
  prepare();
  document.addEventListener('input', (event) => { if (event.target.matches('.fq')) sift(event.target); });
  // What is typed to look for a value is no choice: the form must not be sent for it.
  document.addEventListener('change', (event) => { if (event.target.matches('.fq')) event.stopPropagation(); }, true);
  document.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.target.matches('.fq')) event.preventDefault(); });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.fx');
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const row = link.closest('[role=group]')?.parentElement.id;
    window.htmx.ajax('GET', link.href, { target: '#found', select: '#found', swap: 'outerHTML' }).then(() => {
      (document.querySelector(`#${row} > summary`) ?? document.getElementById('hits'))?.focus();
    });
  });

  // The sheet holds the very form of the page while it is open, and gives it back.
  const sheet = document.getElementById('facet-sheet');
  const body = sheet?.querySelector('.sheet-b');
  const count = () => {
    const total = Number(document.getElementById('hits')?.dataset.total ?? 0);
    sheet.querySelector('.sheet-f button').textContent = sheet.dataset.count.replace('{n}', total.toLocaleString());
  };
  const take = () => {
    const fresh = found()?.querySelector('#facet-form');
    if (fresh) body.replaceChildren(fresh);
    count();
  };
  if (sheet) {
    document.addEventListener('click', (event) => {
      if (!event.target.closest('.facbtn') || !sheet.showModal) return;
      event.preventDefault();
      take();
      sheet.showModal();
    });
    sheet.addEventListener('close', () => {
      const form = body.querySelector('#facet-form');
      const place = document.getElementById('facets');
      if (form && place) place.replaceChildren(form);
      document.getElementById('facbtn')?.focus();
    });
  }
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.target?.id !== 'found' && !found()?.contains(event.detail.target)) return;
    if (sheet?.open) {
      const open = new Set([...body.querySelectorAll('details[open]')].map((part) => part.id));
      const top = body.scrollTop;
      const focus = document.activeElement?.id;
      take();
      each('details[id]', (part) => { part.open = part.open || open.has(part.id); }, body);
      body.scrollTop = top;
      if (focus) document.getElementById(focus)?.focus();
    }
    prepare();
  });

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const address = new URL(button.dataset.copy, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      say(button.dataset.copied);
      const name = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = name; }, 2000);
    } catch {
      say(button.dataset.notCopied);
    }
  });
})();
