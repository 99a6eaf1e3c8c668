package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What came of an import.
 *
 * @param format what it was read as, null where it looks like nothing that can be imported
 * @param imported exchanges that are on record now and were not before
 * @param known exchanges whose id was on record already; left as they are
 * @param refused lines or entries that gave no exchange
 * @param passedOver lines that are no exchange and do not mean to be, such as a transcript's notes
 * @param problems why, for the first {@value #MOST_PROBLEMS} of the refused
 * @param broken why it ended before its end, null where all was read
 */
public record Report(
        @Nullable Format format,
        long imported,
        long known,
        long refused,
        long passedOver,
        List<Problem> problems,
        @Nullable String broken) {

    public static final int MOST_PROBLEMS = 1_000;

    public Report {
        problems = List.copyOf(problems);
    }

    /** The report as a JSON document, as the API answers it. */
    public byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = Trees.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            text(json, "format", format == null ? null : format.word());
            json.writeNumberProperty("imported", imported);
            json.writeNumberProperty("known", known);
            json.writeNumberProperty("refused", refused);
            json.writeNumberProperty("passedOver", passedOver);
            json.writeArrayPropertyStart("problems");
            for (Problem problem : problems) {
                json.writeStartObject();
                json.writeNumberProperty("at", problem.at());
                text(json, "reason", problem.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            text(json, "broken", broken);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** With every lone half of a surrogate pair replaced, since JSON has no way to say it. */
    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            json.writeStringProperty(name, new String(utf8, StandardCharsets.UTF_8));
        }
    }

    /**
     * Something that was refused.
     *
     * @param at the line of a file of lines, the entry of a HAR file, counted from 1
     * @param reason for people, naming the member and what was expected
     */
    public record Problem(long at, String reason) {}
}
