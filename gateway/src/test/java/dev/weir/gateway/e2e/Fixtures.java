package dev.weir.gateway.e2e;

import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The project's own exchanges, written by hand: enough to test everything without recordings. */
final class Fixtures {

    private static final List<String> FILES =
            List.of("anthropic", "openai", "gemini-and-ollama", "others");

    private Fixtures() {}

    static List<RecordedExchange> all() {
        List<RecordedExchange> all = new ArrayList<>();
        for (String file : FILES) {
            InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + file + ".jsonl");
            if (in == null) {
                throw new IllegalStateException("no fixture file " + file);
            }
            all.addAll(Corpus.fixtures(in));
        }
        return all;
    }
}
