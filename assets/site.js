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
})();
