package dev.weir.core.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A body of which it is known what is to be found.
 *
 * @param setting in what the samples stand
 * @param text the body, one character an octet
 * @param labels what is to be found, in order; none for harmless text
 */
record LabelledBody(Setting setting, String text, List<Label> labels) {

    /** What is to be found from one byte up to, not including, another. */
    record Label(Kind kind, int from, int to) {}

    /** Where people and tools put secrets. */
    enum Setting {
        PLAIN,
        PROMPT,
        TOOL_RESULT,
        NESTED,
        STREAM,
        LOG,
        CODE,
        PHP_JSON,
        UNICODE_JSON
    }

    /** Bodies with samples of every kind in every setting, and as many of harmless text. */
    static List<LabelledBody> corpus(long seed, int perKindAndSetting) {
        RandomGenerator random = new SplittableRandom(seed);
        List<LabelledBody> bodies = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            for (int i = 0; i < perKindAndSetting; i++) {
                for (Kind kind : Kind.values()) {
                    List<String> around = Samples.harmless(random);
                    String text =
                            Samples.any(random, around)
                                    + Samples.any(random, List.of("\n", " \n", "\n\n"))
                                    + Samples.of(kind, random)
                                    + Samples.any(random, List.of("\n", " \n", "\n\n"))
                                    + Samples.any(random, around);
                    bodies.add(of(setting, kind, text));
                }
                for (String text : Samples.harmless(random)) {
                    bodies.add(of(setting, Kind.EMAIL, text));
                }
            }
        }
        return bodies;
    }

    private static LabelledBody of(Setting setting, Kind kind, String text) {
        String body =
                switch (setting) {
                    case PLAIN -> text + "\n";
                    case PROMPT ->
                            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
                                    + escape(text)
                                    + "\"}],\"max_tokens\":9}";
                    case TOOL_RESULT ->
                            "{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_01A\",\"content\":[{\"type\":\"text\",\"text\":\"$ cat .env\\n"
                                    + escape(text)
                                    + "\\n\"}]}";
                    case NESTED ->
                            "{\"arguments\":\""
                                    + escape("{\"command\":\"" + escape(text) + "\"}")
                                    + "\",\"n\":1}";
                    case STREAM ->
                            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                                    + escape(text)
                                    + "\"}}\n\n";
                    case LOG ->
                            "2026-11-21T10:17:14.123Z INFO  [main] started: "
                                    + text
                                    + " (pid 4242)\n";
                    case CODE -> "{\"text\":\"" + escape("x = f(\n  # " + text + "\n)\n") + "\"}";
                    case PHP_JSON -> "{\"text\":\"" + escape(text).replace("/", "\\/") + "\"}";
                    case UNICODE_JSON ->
                            "{\"text\":\""
                                    + escape(text)
                                            .replace("@", unicode('@'))
                                            .replace("=", unicode('='))
                                            .replace("&", unicode('&'))
                                    + "\"}";
                };
        return labelled(setting, kind, body);
    }

    private static String unicode(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }

    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static LabelledBody labelled(Setting setting, Kind kind, String marked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Label> labels = new ArrayList<>();
        int from = 0;
        for (byte b : marked.getBytes(StandardCharsets.UTF_8)) {
            if (b == Samples.OPEN) {
                from = bytes.size();
            } else if (b == Samples.CLOSE) {
                labels.add(new Label(kind, from, bytes.size()));
            } else {
                bytes.write(b);
            }
        }
        return new LabelledBody(setting, bytes.toString(StandardCharsets.ISO_8859_1), labels);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
