package dev.weir.core.session;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What one exchange offers for finding its session.
 *
 * @param id its name
 * @param owner the tenant it belongs to, empty where there is but one; nothing is ever joined
 *     across owners
 * @param client who asked, as a text that stays the same for one client; without an identifier
 *     nothing is joined across clients
 * @param provider the provider's configured name
 * @param method the request's method
 * @param path the path at the provider, without the query
 * @param headers the request's fields
 * @param tags what the caller stated
 * @param tool the program that asked
 * @param request what the request's body offers
 * @param answer what the answer offers
 * @param failed true where no whole good answer came, so that the client may well have asked again
 */
public record Clues(
        ExchangeId id,
        String owner,
        String client,
        String provider,
        String method,
        String path,
        Headers headers,
        List<Tag> tags,
        ClientTool tool,
        RequestClues request,
        AnswerClues answer,
        boolean failed) {

    private static final List<String> CREDENTIALS =
            List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    public Clues {
        tags = List.copyOf(tags);
    }

    /**
     * The clues of a recorded exchange. The client is the fingerprint of its credential; without
     * one, the address it came from.
     *
     * @param request from {@link CluesReader}, of the decoded request body
     * @param answer from {@link AnswerReader}, of the decoded answer
     */
    public static Clues of(
            Exchange exchange, String owner, RequestClues request, AnswerClues answer) {
        Headers headers = exchange.request().headers();
        return new Clues(
                exchange.id(),
                owner,
                client(headers, exchange.client().address()),
                exchange.provider(),
                exchange.request().method(),
                exchange.path(),
                headers,
                exchange.tags(),
                ClientTool.of(headers, exchange.tags()),
                request,
                answer,
                exchange.outcome() != Outcome.COMPLETE
                        || exchange.status() < 200
                        || exchange.status() > 299);
    }

    private static String client(Headers headers, String address) {
        for (String name : CREDENTIALS) {
            String credential = headers.first(name);
            if (credential != null) {
                return credential;
            }
        }
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }

    /** The first field of that name, stripped; null where there is none or it is blank. */
    @Nullable String header(String name) {
        String value = headers.first(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The hash of what stays the same where a client tries a second time. */
    Hash128 setting() {
        return request.system()
                .then(request.toolbox())
                .then(Hash128.of(provider + "\n" + tool.name()));
    }

    /** The model asked for, from the body or a path like Gemini's; empty where none is named. */
    public String model() {
        if (request.model() != null) {
            return request.model();
        }
        int models = path.indexOf("/models/");
        int verb = path.lastIndexOf(':');
        return models >= 0 && verb > models + 8 ? path.substring(models + 8, verb) : "";
    }
}
