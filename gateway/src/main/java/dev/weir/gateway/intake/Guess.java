package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.Set;

/** Tells by its first bytes what a file is: by the names of the members of its first object. */
final class Guess {

    private Guess() {}

    /** Null where it is nothing that is known. */
    static @Nullable Format of(byte[] beginning, int length) {
        Set<String> names = names(beginning, length);
        if (names.contains("log")) {
            return Format.HAR;
        }
        if (names.contains("id") && names.contains("startedAt")) {
            return Format.JSONL;
        }
        boolean transcript =
                names.contains("type")
                        && (names.contains("sessionId")
                                || names.contains("uuid")
                                || names.contains("leafUuid")
                                || names.contains("messageId"));
        return transcript ? Format.CLAUDE_CODE : null;
    }

    private static Set<String> names(byte[] beginning, int length) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = Trees.parser(new ByteArrayInputStream(beginning, 0, length))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return names;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            // The first bytes end anywhere; the names up to there are what counts.
        }
        return names;
    }
}
