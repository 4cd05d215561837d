/* The runtime that scripts of blocks are given, version 1 of XBlock's: handlerUrl, children, childMap, notify.
   Classic, so that blocks find what they expect on `window`; with jQuery where there is one, and without it. */
(function (window) {
  "use strict";

  const plain = (element) => (element && element.jquery ? element[0] : element);
  const told = new WeakMap();

  function nearest(element) {
    const node = plain(element);
    return node.closest("[data-handlers]");
  }

  function below(root) {
    const found = [];
    for (const node of root.children) {
      if (node.matches(".xblock-v1")) found.push(node);
      else found.push(...below(node));
    }
    return found;
  }

  const version1 = {
    handlerUrl(element, name, suffix, query) {
      const start = nearest(element).dataset.handlers;
      return start + name + (suffix ? "/" + suffix : "") + (query ? "?" + query : "");
    },
    children(element) {
      return told.get(plain(element)) || [];
    },
    childMap(element, name) {
      return version1.children(element).find((one) => one.name === name);
    },
    notify(name, data) {
      Blocks.tell("notify", { name: String(name), data: data === undefined ? null : data });
    },
  };

  function argumentsOf(node) {
    for (const one of node.children) {
      if (one.matches("script.xblock_json_init_args")) return JSON.parse(one.textContent || "{}");
    }
    return {};
  }

  function made(node, ...more) {
    const start = node.dataset.init && window[node.dataset.init];
    let block = null;
    if (typeof start === "function" && node.dataset.runtimeVersion === "1") {
      try {
        const given = [version1, node, ...more, argumentsOf(node)];
        // A block that was written as an arrow or an async function cannot be called with `new`.
        block = start.prototype ? new start(...given) : start(...given);
      } catch (error) {
        // One block that does not start must not keep the others from starting.
        console.error(error);
      }
    }
    block = block && typeof block === "object" ? block : {};
    block.element = node;
    block.type = block.type || node.dataset.blockType;
    block.name = node.dataset.name;
    return block;
  }

  function begin(node) {
    told.set(node, below(node).map(begin));
    return made(node);
  }

  function beginAside(node) {
    const wanted = node.dataset.block_id;
    const beside = [...node.parentElement.children].find((one) => one.dataset.usage === wanted) || node;
    return made(node, window.jQuery ? window.jQuery(beside) : beside);
  }

  const Blocks = {
    /* Called with a kind and its facts when a block has something to say to the page around it. */
    tell() {},
    start(root) {
      below(root).forEach(begin);
      root.querySelectorAll(".xblock_asides-v1").forEach(beginAside);
    },
  };
  window.OnwardBlocks = Blocks;
})(window);
