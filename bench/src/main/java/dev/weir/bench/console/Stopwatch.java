package dev.weir.bench.console;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;

/** Takes the times of pages inside them, by the browser's own clock. */
final class Stopwatch {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Stopwatch() {}

    /** Opens a page; gives its first paint, and when what was asked for was drawn. */
    static double[] open(Chromium.Tab tab, URI address, String shows) throws IOException {
        tab.open(
                address,
                """
                window.__longest = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((task) => {
                  window.__longest = Math.max(window.__longest, task.duration);
                })).observe({type: 'longtask', buffered: true});
                window.__until = (ready) => new Promise((done) => {
                  let found = false;
                  const look = () => {
                    if (!found && ready()) {
                      found = true;
                      watch.disconnect();
                      requestAnimationFrame(() => {
                        const painted = new MessageChannel();
                        painted.port1.onmessage = () => done(performance.now());
                        painted.port2.postMessage(0);
                      });
                    }
                  };
                  const watch = new MutationObserver(look);
                  watch.observe(document, {childList: true, subtree: true, attributes: true});
                  look();
                });
                window.__drawn = window.__until(() => document.querySelector(%s));
                """
                        .formatted(JSON.writeValueAsString(shows)));
        JsonNode drawn = tab.evaluate("window.__drawn");
        JsonNode paint =
                tab.evaluate(
                        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
        return new double[] {paint.asDouble(0), drawn.asDouble()};
    }

    /** From a key until something in the page is another than before, in milliseconds. */
    static double after(Chromium.Tab tab, String key, String what) throws IOException {
        tab.evaluate(
                """
                (() => {
                  const look = () => %s;
                  const before = look();
                  addEventListener('keydown', () => {
                    const struck = performance.now();
                    window.__after = window.__until(() => look() !== before).then((now) => now - struck);
                  }, {capture: true, once: true});
                })()
                """
                        .formatted(what));
        tab.press(key);
        return tab.evaluate("window.__after").asDouble();
    }
}
