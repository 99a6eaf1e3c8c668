package dev.weir.gateway.intake;

import dev.weir.core.access.Providers;
import dev.weir.core.archive.Incoming;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Base64;

/**
 * Reads HAR 1.2, entry by entry. An entry of Weir's own has {@code _weir}, which says what HAR
 * cannot; any other is a {@link ForeignEntry}. An entry that is wrong is refused; where the JSON
 * itself is, nothing after it can be read.
 */
final class Har {

    private final Arrivals arrivals;
    private final ForeignEntry foreign;

    Har(Arrivals arrivals, Providers providers) {
        this.arrivals = arrivals;
        this.foreign = new ForeignEntry(providers);
    }

    void read(Source source) throws IOException, InterruptedException {
        long entries = 0;
        try (JsonParser parser = Trees.parser(source.whole())) {
            if (!enter(parser, "log") || !enter(parser, "entries")) {
                throw new IOException("it has no log.entries");
            }
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new IOException("log.entries is no list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                entries++;
                one(entries, Trees.value(parser));
            }
            while (parser.nextToken() != null) {
                // What comes after the entries is of no use, but has to be JSON.
                parser.skipChildren();
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw new IOException(
                    "not JSON after entry " + entries + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Goes into the object that comes, to the value of a member; false where there is none. */
    private static boolean enter(JsonParser parser, String name) {
        if (parser.currentToken() == null) {
            parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private void one(long number, JsonNode tree) throws IOException, InterruptedException {
        Incoming incoming;
        try {
            Members entry = Members.of("entry", tree);
            incoming = entry.has("_weir") ? own(entry) : foreign.read(entry);
        } catch (Unusable e) {
            arrivals.refuse(number, e.reason());
            return;
        }
        arrivals.put(number, incoming);
    }

    /** Gives {@code _weir} what is in the entry already, and reads it like a line. */
    private static Incoming own(Members entry) throws Unusable {
        Members weir = entry.in("_weir");
        fill(weir.in("request"), entry.in("request"), entry.in("request").inOrNull("postData"));
        Members response = weir.inOrNull("response");
        if (response != null) {
            fill(response, entry.in("response"), entry.in("response").inOrNull("content"));
        }
        return Document.of(weir.object());
    }

    private static void fill(Members side, Members inEntry, @Nullable Members content)
            throws Unusable {
        ObjectNode node = side.node();
        if (!node.has("headers")) {
            node.set("headers", inEntry.list("headers"));
        }
        if (!node.has("body") && content != null && content.has("text")) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("text", JsonNodeFactory.instance.binaryNode(text(content)));
            node.set("body", body);
        }
    }

    /** The bytes of a {@code postData} or {@code content}. */
    static byte[] text(Members content) throws Unusable {
        JsonNode text = content.get("text");
        if (!text.isBinary()) {
            throw content.wrong("text", "a text");
        }
        byte[] bytes = text.binaryValue();
        String encoding = content.textOrNull("encoding");
        if (encoding == null || encoding.isEmpty()) {
            return bytes;
        }
        if (!encoding.equals("base64")) {
            throw content.wrong("encoding", "base64 or nothing");
        }
        try {
            return Base64.getMimeDecoder().decode(bytes);
        } catch (IllegalArgumentException e) {
            throw new Unusable(content.at() + "text: expected base64");
        }
    }
}
