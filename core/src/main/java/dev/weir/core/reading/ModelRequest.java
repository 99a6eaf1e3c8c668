package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What was asked.
 *
 * @param model the model as named in the body or, where the dialect does so, in the path; null
 *     where it is not named
 * @param system instructions outside the messages
 * @param messages the conversation so far. For embeddings and the like one message of the user with
 *     a part for each input
 * @param tools the tools offered
 * @param parameters how to answer
 * @param hints what belongs together
 */
public record ModelRequest(
        @Nullable String model,
        List<Part> system,
        List<Message> messages,
        List<Tool> tools,
        Parameters parameters,
        Hints hints) {

    public static final ModelRequest EMPTY =
            new ModelRequest(null, List.of(), List.of(), List.of(), Parameters.NONE, Hints.NONE);

    public ModelRequest {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /**
     * All that stands before the conversation: the instructions outside the messages, and those of
     * the messages at the start that are the system's or the developer's.
     */
    public List<Part> instructions() {
        List<Part> parts = new ArrayList<>(system);
        for (Message message : messages) {
            if (message.role() != Role.SYSTEM && message.role() != Role.DEVELOPER) {
                break;
            }
            parts.addAll(message.parts());
        }
        return parts;
    }

    /** The messages after those that {@link #instructions()} takes. */
    public List<Message> conversation() {
        int start = 0;
        while (start < messages.size()
                && (messages.get(start).role() == Role.SYSTEM
                        || messages.get(start).role() == Role.DEVELOPER)) {
            start++;
        }
        return messages.subList(start, messages.size());
    }
}
