package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One message.
 *
 * @param role who speaks
 * @param roleWord the dialect's word for that
 * @param name the speaker's name, null for none
 * @param parts what is said
 */
public record Message(
        Role role, String roleWord, @Nullable String name, List<Part> parts, Extra extra) {

    public Message {
        parts = List.copyOf(parts);
    }

    public static Message of(String roleWord, List<Part> parts) {
        return new Message(Role.of(roleWord), roleWord, null, parts, Extra.NONE);
    }

    /** The words of its text parts, joined with line feeds. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text words) {
                text.append(text.isEmpty() ? "" : "\n").append(words.text());
            }
        }
        return text.toString();
    }
}
