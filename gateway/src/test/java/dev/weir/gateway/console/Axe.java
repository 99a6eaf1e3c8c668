package dev.weir.gateway.console;

import com.microsoft.playwright.Page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The rules of axe for WCAG 2.2 A and AA, held to pages as they are shown. */
final class Axe {

    private static final String RUN =
            "async () => (await axe.run(document, {runOnly: {type: 'tag', values:"
                    + " ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}))"
                    + ".violations.map(one => one.id + ' (' + one.impact + '): ' + one.nodes.slice(0, 3)"
                    + ".map(node => node.target.join(' ') + ' ' + node.any.map(any => any.message).join('; ')).join(' | '))";

    private final String script;

    /** What breaks a rule, each with the place where it was seen. */
    final List<String> found = new ArrayList<>();

    Axe() throws IOException {
        try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
            script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void look(Page page, String where) {
        page.evaluate(script);
        for (Object violation : (List<?>) page.evaluate(RUN)) {
            found.add(where + ": " + violation);
        }
    }
}
