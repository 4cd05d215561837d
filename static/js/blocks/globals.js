/* Names that blocks of the field expect on every page. Only inside of a frame. */
(function (window) {
  "use strict";
  const fill = (text, values, named) =>
    named
      ? text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))
      : text.replace(/%s/g, () => String(values.shift()));

  window.gettext = window.gettext || ((text) => text);
  window.ngettext = window.ngettext || ((one, many, count) => (count === 1 ? one : many));
  window.pgettext = window.pgettext || ((_context, text) => text);
  window.npgettext = window.npgettext || ((_context, one, many, count) => (count === 1 ? one : many));
  window.interpolate = window.interpolate || ((text, values, named) => fill(text, named ? values : [...values], named));
  window.Logger = window.Logger || { log() {}, listen() {} };
  // A frame that is cut off has no cookies, and a script that asks for one breaks off. Here it finds none.
  if (window.jQuery && !window.jQuery.cookie) window.jQuery.cookie = () => undefined;
})(window);
