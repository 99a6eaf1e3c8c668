package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the {@link RequestClues} of a request body: Anthropic Messages, OpenAI Chat Completions,
 * Responses (a WebSocket's {@code response.create} too) and Completions, Gemini, Ollama, Bedrock's
 * Converse. The shapes are told apart by their members, not by the path. Walks over the bytes once
 * and decodes only the identifiers and the begins of a few texts. A body that is cut or broken
 * gives what stood before the break: a message counts where it was there whole.
 */
public final class CluesReader {

    /** Messages that are hashed; what follows them is left out of the chain. */
    public static final int MOST_LINKS = 1 << 16;

    private static final int LONGEST_ID = 1024;
    private static final int SAMPLE = 256;
    private static final int MOST_INSTRUCTIONS = 4 * SAMPLE;
    private static final int MOST_METADATA = 16;
    private static final int LONGEST_METADATA = 4096;

    /** Claude Code's first system block differs from request to request; the rest does not. */
    private static final String BILLING = "x-anthropic-billing-header";

    private final JsonCursor json;
    private final MessageReader message;
    private final Sayings.Collector sayings = new Sayings.Collector();
    private final Map<String, String> clientMetadata = new LinkedHashMap<>();
    private final StringBuilder instructions = new StringBuilder();

    private @Nullable String model;
    private int limit = -1;
    private int tools;
    private boolean schema;
    private boolean silent;
    private @Nullable String userId;
    private @Nullable String cacheKey;
    private @Nullable String conversation;
    private @Nullable String previous;
    private @Nullable String firstPrompt;
    private String lastPrompt = "";
    private Hash128 system = Hash128.NONE;
    private Hash128 toolbox = Hash128.NONE;

    private long[] highs = new long[32];
    private long[] lows = new long[32];
    private Chain.Role[] roles = new Chain.Role[32];
    private int links;

    private CluesReader(JsonCursor json) {
        this.json = json;
        this.message = new MessageReader(json);
    }

    /** Reads a whole decoded body. */
    public static RequestClues read(byte[] body) {
        return read(body, 0, body.length);
    }

    /**
     * Reads a decoded body, or its first part.
     *
     * @param body where it stands; not changed, not kept
     * @param offset its first byte
     * @param length number of its bytes
     */
    public static RequestClues read(byte[] body, int offset, int length) {
        try (JsonCursor json = new JsonCursor(body, offset, length)) {
            return json.at(JsonToken.START_OBJECT)
                    ? new CluesReader(json).read()
                    : RequestClues.NONE;
        } catch (JacksonException _) {
            return RequestClues.NONE;
        }
    }

    private RequestClues read() {
        boolean cut = false;
        try {
            json.next();
            while (json.at(JsonToken.PROPERTY_NAME)) {
                String name = json.name();
                json.next();
                member(name);
            }
        } catch (JacksonException _) {
            cut = true;
        }
        return new RequestClues(
                true,
                cut,
                model,
                limit,
                tools,
                schema,
                silent,
                userId,
                cacheKey,
                conversation,
                previous,
                clientMetadata,
                instructions.toString(),
                firstPrompt == null ? "" : firstPrompt,
                lastPrompt,
                system,
                toolbox,
                links == 0
                        ? Chain.EMPTY
                        : new Chain(
                                Arrays.copyOf(highs, links),
                                Arrays.copyOf(lows, links),
                                Arrays.copyOf(roles, links),
                                sayings.build()));
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = json.text(LONGEST_ID);
            case "max_tokens", "max_completion_tokens", "max_output_tokens" -> limit();
            case "generate" -> {
                silent = json.at(JsonToken.VALUE_FALSE);
                json.skip();
            }
            case "metadata" -> object(this::metadata);
            case "prompt_cache_key" -> cacheKey = json.text(LONGEST_ID);
            case "previous_response_id" -> previous = json.text(LONGEST_ID);
            case "conversation" -> {
                if (json.at(JsonToken.START_OBJECT)) {
                    object(this::conversationMember);
                } else {
                    conversation = json.text(LONGEST_ID);
                }
            }
            case "client_metadata" -> object(this::clientMember);
            case "response_format", "format" -> {
                schema |= json.at(JsonToken.START_OBJECT);
                json.skip();
            }
            case "output_config", "text", "generationConfig" -> object(this::outputMember);
            case "system", "instructions", "systemInstruction", "system_instruction" -> system();
            case "tools" -> tools();
            case "messages", "input", "contents", "prompt" -> conversation();
            default -> json.skip();
        }
    }

    /** Walks over the members of the object under the cursor; steps over what is none. */
    private void object(JsonCursor.Taker taker) {
        if (!json.at(JsonToken.START_OBJECT)) {
            json.skip();
            return;
        }
        json.next();
        while (json.at(JsonToken.PROPERTY_NAME)) {
            String name = json.name();
            json.next();
            taker.take(name);
        }
        json.next();
    }

    private void limit() {
        boolean number = json.at(JsonToken.VALUE_NUMBER_INT);
        int from = json.start();
        json.skip();
        int digits = json.endOfScalar() - from;
        if (number && digits <= 9) {
            limit = Integer.parseInt(json.sample(from, from + digits, digits));
        }
    }

    private void metadata(String name) {
        if (name.equals("user_id")) {
            userId = json.text(LONGEST_ID);
        } else {
            json.skip();
        }
    }

    private void conversationMember(String name) {
        if (name.equals("id")) {
            conversation = json.text(LONGEST_ID);
        } else {
            json.skip();
        }
    }

    private void clientMember(String name) {
        String value = json.text(LONGEST_METADATA);
        if (value != null && clientMetadata.size() < MOST_METADATA) {
            clientMetadata.put(name, value);
        }
    }

    private void outputMember(String name) {
        switch (name) {
            case "format", "responseSchema", "responseJsonSchema" -> {
                schema = true;
                json.skip();
            }
            case "maxOutputTokens" -> limit();
            default -> json.skip();
        }
    }

    private void tools() {
        if (!json.at(JsonToken.START_ARRAY)) {
            json.skip();
            return;
        }
        json.next();
        while (!json.at(JsonToken.END_ARRAY)) {
            json.takeRaw();
            toolbox = toolbox.then(new Hash128(json.high(), json.low()));
            tools++;
        }
        json.next();
    }

    /** The system prompt: a text, a list of blocks, or Gemini's object with parts. */
    private void system() {
        if (json.at(JsonToken.START_ARRAY)) {
            json.next();
            while (!json.at(JsonToken.END_ARRAY)) {
                systemBlock();
            }
            json.next();
        } else if (json.at(JsonToken.START_OBJECT) || json.at(JsonToken.VALUE_STRING)) {
            systemBlock();
        } else {
            json.skip();
        }
    }

    private void systemBlock() {
        message.readBlock();
        instruct();
    }

    private void instruct() {
        String sample = message.firstText(SAMPLE);
        if (!sample.startsWith(BILLING)) {
            system = system.then(new Hash128(json.high(), json.low()));
            if (instructions.length() + sample.length() < MOST_INSTRUCTIONS) {
                instructions.append(sample).append('\n');
            }
        }
    }

    private void conversation() {
        if (json.at(JsonToken.VALUE_STRING)) {
            link();
        } else if (json.at(JsonToken.START_ARRAY)) {
            json.next();
            while (!json.at(JsonToken.END_ARRAY)) {
                if (links == MOST_LINKS) {
                    json.skip();
                } else {
                    link();
                }
            }
            json.next();
        } else {
            json.skip();
        }
    }

    private void link() {
        message.read();
        Hash128 hash = new Hash128(json.high(), json.low());
        if (message.developer() && links == 0) {
            instruct();
            return;
        }
        if (links == highs.length) {
            highs = Arrays.copyOf(highs, 2 * links);
            lows = Arrays.copyOf(lows, 2 * links);
            roles = Arrays.copyOf(roles, 2 * links);
        }
        Hash128 before = links == 0 ? Hash128.NONE : new Hash128(highs[links - 1], lows[links - 1]);
        Hash128 after = before.then(hash);
        Chain.Role role = message.speaker();
        highs[links] = after.high();
        lows[links] = after.low();
        roles[links] = role;
        if (role == Chain.Role.MODEL) {
            message.calls().forEach(call -> sayings.add(Sayings.ofCall(call), links));
            if (!message.letters().isEmpty()) {
                sayings.add(message.letters().saying(), links);
            }
        } else if (role == Chain.Role.USER) {
            if (firstPrompt == null) {
                firstPrompt = message.firstText(SAMPLE);
            }
            lastPrompt = message.lastText(SAMPLE);
        }
        links++;
    }
}
