package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;
import dev.weir.core.redaction.Redacted;
import dev.weir.core.redaction.Redaction;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Redacts what is kept of heads: targets, fields, tags. Counts what it finds. */
final class RedactedHeads {

    private final @Nullable Redaction redaction;
    private final Map<String, Long> found = new LinkedHashMap<>();

    /**
     * @param redaction null where nothing is to be redacted
     */
    RedactedHeads(@Nullable Redaction redaction) {
        this.redaction = redaction;
    }

    /** How often what was found, by the words of the kinds. */
    Map<String, Long> found() {
        return found;
    }

    /** A target, path or query. */
    String target(String text) {
        return redaction == null || text.isEmpty() ? text : value("target", text);
    }

    /** Fields, credentials already replaced. */
    Headers fields(Headers fields) {
        if (redaction == null || fields.isEmpty()) {
            return fields;
        }
        Headers.Builder kept = Headers.builder();
        fields.forEach((name, value) -> kept.add(name, value(name, value)));
        return kept.build();
    }

    /** The fields without the one that names the body's codings, which are undone. */
    static Headers withoutCoding(Headers fields) {
        Headers.Builder rest = Headers.builder();
        fields.forEach(
                (name, value) -> {
                    if (!name.toLowerCase(Locale.ROOT).equals("content-encoding")) {
                        rest.add(name, value);
                    }
                });
        return rest.build();
    }

    List<Tag> tags(List<Tag> tags) {
        return redaction == null
                ? tags
                : tags.stream()
                        .map(tag -> new Tag(tag.key(), value(tag.key(), tag.value())))
                        .toList();
    }

    private String value(String name, String value) {
        Redaction rules = redaction;
        if (rules == null) {
            return value;
        }
        Redacted redacted = rules.redactField(name, value);
        redacted.findings().counts().forEach((kind, count) -> found.merge(kind, count, Long::sum));
        return redacted.findings().isEmpty()
                ? value
                : new String(redacted.bytes(), StandardCharsets.ISO_8859_1);
    }
}
