package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What the body of a request offers for finding its session.
 *
 * @param readable true where the body begins as a JSON object
 * @param cut true where the JSON broke off or was broken; what stood before it counts
 * @param model the model it names, null where it names none
 * @param limit the most tokens it asks for, -1 where it does not say
 * @param tools number of tools it offers
 * @param schema true where it wants an answer of a given JSON schema
 * @param silent true where it wants no answer ({@code generate: false}, a warm-up)
 * @param userId {@code metadata.user_id}
 * @param cacheKey {@code prompt_cache_key}
 * @param conversation {@code conversation}, or its {@code id}
 * @param previous {@code previous_response_id}
 * @param clientMetadata the strings of {@code client_metadata}
 * @param instructions the begin of each of the first system texts, at most 1,024 characters
 * @param firstPrompt the begin of the first user text, at most 256 characters
 * @param lastPrompt the begin of the last user text, at most 256 characters
 * @param system the hash of the system prompt, {@link Hash128#NONE} where there is none
 * @param toolbox the hash of the tools, {@link Hash128#NONE} where there are none
 * @param chain the conversation
 */
public record RequestClues(
        boolean readable,
        boolean cut,
        @Nullable String model,
        int limit,
        int tools,
        boolean schema,
        boolean silent,
        @Nullable String userId,
        @Nullable String cacheKey,
        @Nullable String conversation,
        @Nullable String previous,
        Map<String, String> clientMetadata,
        String instructions,
        String firstPrompt,
        String lastPrompt,
        Hash128 system,
        Hash128 toolbox,
        Chain chain) {

    /** Of a body that is absent, not kept or no JSON. */
    public static final RequestClues NONE =
            new RequestClues(
                    false,
                    false,
                    null,
                    -1,
                    0,
                    false,
                    false,
                    null,
                    null,
                    null,
                    null,
                    Map.of(),
                    "",
                    "",
                    "",
                    Hash128.NONE,
                    Hash128.NONE,
                    Chain.EMPTY);

    public RequestClues {
        clientMetadata = Map.copyOf(clientMetadata);
    }

    /** True where the provider keeps the conversation and the request has only what is new. */
    public boolean partial() {
        return previous != null || conversation != null;
    }

    /** The same without any identifier: as if the client had sent none. */
    public RequestClues anonymous() {
        return new RequestClues(
                readable,
                cut,
                model,
                limit,
                tools,
                schema,
                silent,
                null,
                null,
                null,
                null,
                Map.of(),
                instructions,
                firstPrompt,
                lastPrompt,
                system,
                toolbox,
                chain);
    }
}
