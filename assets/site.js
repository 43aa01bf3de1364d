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

  // Search box: a combobox over the suggestions of the API. What was searched lately stays in this browser.
  const kept = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
  const keep = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* storage is closed: nothing is kept */ } };
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  };
  const RECENT = 'search-recent', KEEPS = 'search-keeps-recent', SLASH = 'search-slash', MOST = 8, PAUSE = 100;
  const recent = () => (kept(KEEPS, true) ? kept(RECENT, []).filter((text) => typeof text === 'string').slice(0, MOST) : []);
  const noteSearch = (text) => { if (text && kept(KEEPS, true)) keep(RECENT, [text, ...recent().filter((other) => other !== text)].slice(0, MOST)); };
  const fill = (pattern, value) => pattern.replace(/\[\w+\]/, value);

  each('form[data-suggest]', (form) => {
    const input = form.querySelector('[name=q]'), say = form.dataset, known = new Map();
    const list = make('div', { role: 'listbox', id: `${input.id}-list`, 'aria-labelledby': `${input.id}-l` });
    const aside = make('div', { class: 'sb-x' }), foot = make('div', { class: 'sb-o' });
    const panel = make('div', { class: 'sb-p', hidden: '' }, make('div', { class: 'sb-r' }, list, aside), foot);
    const status = make('p', { class: 'sr-only', role: 'status' });
    input.parentElement.append(panel, status);
    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })
      .forEach(([name, value]) => input.setAttribute(name, value));
    let options = [], active = -1, timer = 0, asking = null;

    const mark = (place) => {
      options[active]?.element.setAttribute('aria-selected', 'false');
      active = place;
      const chosen = options[active]?.element;
      if (!chosen) { input.removeAttribute('aria-activedescendant'); return; }
      chosen.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    };
    const stop = () => { clearTimeout(timer); asking?.abort(); asking = null; };
    const close = () => { stop(); mark(-1); panel.hidden = true; status.textContent = ''; input.setAttribute('aria-expanded', 'false'); };
    const choose = (option) => { if (option.query) noteSearch(option.query); close(); location.assign(option.url); };
    const show = (groups, words) => {
      mark(-1);
      options = groups.flatMap((group) => group.options);
      let number = 0;
      list.replaceChildren(...groups.filter((group) => group.options.length).map((group) => {
        const head = make('div', { class: 'sb-h', role: 'presentation', id: `${list.id}-${group.name}` }, group.title);
        return make('div', { role: 'group', 'aria-labelledby': head.id }, head, ...group.options.map((option) => {
          const label = make('span', option.lang ? { lang: option.lang } : {}, option.text);
          option.element = make('div', { role: 'option', id: `${list.id}-${number += 1}`, 'aria-selected': 'false' }, label);
          if (option.note) option.element.append(make('small', {}, option.note));
          option.element.addEventListener('click', () => choose(option));
          return option.element;
        }));
      }));
      panel.hidden = !options.length && !foot.childElementCount;
      input.setAttribute('aria-expanded', String(options.length > 0));
      status.textContent = options.length ? fill(say.found, options.length) : words;
    };

    const search = (query) => `${form.action}?q=${encodeURIComponent(query)}`;
    const found = (answer) => [
      { name: 'offer', title: '', options: answer.did_you_mean ? [{ text: fill(say.offer, answer.did_you_mean), query: answer.did_you_mean, url: search(answer.did_you_mean) }] : [] },
      { name: 'names', title: answer.understood_as ? fill(say.instead, answer.understood_as) : say.names, options: answer.suggestions.map((one) => ({ text: one.title, note: [one.kind_label, one.place].filter(Boolean).join(' · '), url: one.url, lang: one.language === say.language ? '' : one.language })) },
      { name: 'queries', title: say.queries, options: answer.queries.map((one) => ({ text: one.text, query: one.text, url: one.url })) },
      { name: 'filters', title: say.filters, options: answer.filters.map((one) => ({ text: `${one.facet_label}: ${one.label}`, note: String(one.count), url: one.url })) },
    ];
    const plain = () => { aside.replaceChildren(); foot.replaceChildren(); };
    const suggest = async (text) => {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      try {
        if (!known.has(text)) {
          const response = await fetch(`${say.suggest}?lang=${say.language}&q=${encodeURIComponent(text)}`, { signal });
          if (!response.ok) throw new Error(response.status);
          known.set(text, await response.json());
        }
        if (signal.aborted || document.activeElement !== input) return;
        plain();
        show(found(known.get(text)), say.none);
      } catch { if (!signal.aborted) close(); }
    };

    const box = (name, words) => {
      const tick = make('input', { type: 'checkbox', id: `${input.id}-${name}` });
      tick.checked = kept(name, true);
      tick.addEventListener('change', () => { keep(name, tick.checked); if (name === KEEPS && !tick.checked) keep(RECENT, []); showRecent(); });
      return make('div', { class: 'krds-form-check medium' }, tick, make('label', { for: tick.id }, words));
    };
    const button = (words, name, act) => {
      const element = make('button', { type: 'button', 'aria-label': name }, words);
      element.addEventListener('click', () => { act(); input.focus(); showRecent(); });
      return element;
    };
    const showRecent = () => {
      const texts = recent();
      aside.replaceChildren(...texts.map((text) => button('×', fill(say.remove, text), () => keep(RECENT, recent().filter((other) => other !== text)))));
      foot.replaceChildren(box(KEEPS, say.keeps), box(SLASH, say.slash));
      if (texts.length) foot.prepend(button(say.clear, say.clear, () => keep(RECENT, [])));
      show([{ name: 'recent', title: say.recent, options: texts.map((text) => ({ text, query: text, url: search(text) })) }], '');
    };
    const look = () => {
      stop();
      mark(-1); // what was highlighted belonged to the text before
      const text = input.value.trim();
      if (text) timer = setTimeout(suggest, known.has(text) ? 0 : PAUSE, text); else showRecent();
    };

    input.addEventListener('input', look); // comes with each letter of a syllable that is still being composed
    input.addEventListener('focus', () => { if (!input.value.trim()) showRecent(); });
    input.addEventListener('click', () => { if (panel.hidden) look(); });
    input.addEventListener('keydown', (event) => {
      if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
      const last = options.length - 1;
      const open = !panel.hidden && last >= 0;
      const to = { ArrowDown: active < last ? active + 1 : 0, ArrowUp: active > 0 ? active - 1 : last, Home: active < 0 ? null : 0, End: active < 0 ? null : last }[event.key];
      if (open && to !== undefined && to !== null) { event.preventDefault(); mark(to); }
      else if (event.key === 'ArrowDown' && !open) { event.preventDefault(); look(); }
      else if (event.key === 'Enter' && open && active >= 0) { event.preventDefault(); choose(options[active]); }
      else if (event.key === 'Escape' && !panel.hidden) { event.preventDefault(); close(); }
      else if (event.key === 'Tab' && open && active >= 0) { input.value = options[active].query || options[active].text; close(); }
    });
    panel.addEventListener('keydown', (event) => { if (event.key === 'Escape') { input.focus(); close(); } });
    panel.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps its focus
    form.addEventListener('focusout', (event) => { if (!form.contains(event.relatedTarget)) close(); });
    form.addEventListener('submit', () => { noteSearch(input.value.trim()); close(); });
  });
  document.addEventListener('keydown', (event) => {
    const types = event.target.closest?.('input, textarea, select, [contenteditable], dialog[open]');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types || !kept(SLASH, true)) return;
    const field = document.querySelector('form[data-suggest] [name=q]');
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // How many letters a field holds, as they are written; the server refuses too many and keeps them.
  each('[data-counter]', (field) => {
    const count = make('p', { class: 'cnt' });
    const write = () => { count.textContent = `${field.value.length.toLocaleString()} / ${Number(field.dataset.counter).toLocaleString()}`; count.classList.toggle('is-over', field.value.length > field.dataset.counter); };
    field.after(count);
    field.addEventListener('input', write);
    write();
  });

  // Search log: the slip of a page of results goes back once it stands and when a result is opened (search/log.py).
  const mayLog = navigator.sendBeacon && !navigator.globalPrivacyControl && navigator.doNotTrack !== '1';
  const slip = () => document.querySelector('[data-search-slip]');
  const logged = new Set();
  const logSearch = () => {
    const said = slip()?.dataset;
    if (!mayLog || !said || logged.has(said.searchSlip)) return;
    logged.add(said.searchSlip);
    navigator.sendBeacon(said.log, new URLSearchParams({ slip: said.searchSlip }));
  };
  logSearch();
  document.addEventListener('htmx:afterSettle', logSearch);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.hits h3 a[href]'), said = slip()?.dataset;
    if (!mayLog || !link || !said) return;
    const place = [...document.querySelectorAll('.hits h3 a[href]')].indexOf(link);
    navigator.sendBeacon(said.logClick, new URLSearchParams({ slip: said.searchSlip, url: link.getAttribute('href'), position: place + 1 }));
  });

  // A long form keeps itself: each pause in typing sends it as its save button would. What fails is tried again.
  each('form[data-autosave]', (form) => {
    const status = document.getElementById(form.dataset.autosave);
    let timer, isDirty = false;
    const save = async () => {
      if (!isDirty) return;
      const sent = new FormData(form);
      sent.set('then', 'autosave');
      isDirty = false;
      try {
        const answer = await fetch(form.getAttribute('action') || location.pathname, { method: 'POST', body: sent, headers: { Accept: 'application/json' } });
        const told = await answer.json();
        if (!told.saved) {
          status.textContent = form.dataset.refused;
          return;
        }
        form.elements.base.value = told.base;
        status.textContent = `${form.dataset.saved} (${told.at})`;
      } catch {
        isDirty = true;
        status.textContent = form.dataset.notSaved;
        timer = setTimeout(save, 10000);
      }
    };
    form.addEventListener('input', () => { isDirty = true; clearTimeout(timer); timer = setTimeout(save, 2000); });
    form.addEventListener('submit', () => { isDirty = false; clearTimeout(timer); });
    window.addEventListener('online', save);
    window.addEventListener('beforeunload', (event) => { if (isDirty) event.preventDefault(); });
  });
})();
