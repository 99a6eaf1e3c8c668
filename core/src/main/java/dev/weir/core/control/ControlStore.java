package dev.weir.core.control;

import dev.weir.core.json.JsonObject;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenHash;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where everything is kept that people lay down. Thread-safe; calls may block on disk and belong on
 * virtual threads, never on an event loop. Every method sees one organisation; only those whose
 * name says {@code every} see all, and only the snapshot of the rules and signing in use them.
 *
 * <p>What a method did is durable when it returns. An {@link IOException} means that it is not
 * known whether it did.
 */
public interface ControlStore {

    // ---- documents ----

    Optional<Document> find(String organisation, Kind kind, String id) throws IOException;

    /** The organisation's own documents of that name, not those of single users. */
    Optional<Document> named(String organisation, Kind kind, String name) throws IOException;

    /** All of a kind, in the order of their names, then owners. */
    List<Document> list(String organisation, Kind kind) throws IOException;

    /** Every version that a document has had, the newest first; also of one that was removed. */
    List<Document> versions(String organisation, Kind kind, String id) throws IOException;

    /**
     * Adds a document, or a new version of it.
     *
     * @param document what it shall be; its version is the one it follows, 0 for a new one
     * @return the same with its new version
     * @throws Conflict where it has another version by now, or the name is taken
     */
    Document put(Document document) throws IOException, Conflict;

    /**
     * Removes a document; its versions are kept.
     *
     * @return false where there was none
     */
    boolean remove(String organisation, Kind kind, String id, Instant at, String by)
            throws IOException;

    /** All of a kind, of all organisations. */
    List<Document> every(Kind kind) throws IOException;

    // ---- tokens ----

    /** Adds a token. */
    void addToken(Grant grant, TokenHash hash) throws IOException;

    /** An organisation's tokens, the newest first, those that are refused by now included. */
    List<Grant> tokens(String organisation) throws IOException;

    /** One of an organisation's tokens. */
    Optional<Grant> token(String organisation, String id) throws IOException;

    /** The token of a hash, whosever it is: for signing in. */
    Optional<Grant> everyToken(TokenHash hash) throws IOException;

    /** Every token that is neither revoked nor expired for longer than a week. */
    Map<TokenHash, Grant> everyToken(Instant now) throws IOException;

    /**
     * Refuses a token from now on.
     *
     * @return false where there is none, or it was refused already
     */
    boolean revokeToken(String organisation, String id, Instant at) throws IOException;

    /**
     * Notes that tokens were used, and moves the ends of those that slide.
     *
     * @param used by id, when last
     */
    void tokensUsed(String organisation, Map<String, Instant> used) throws IOException;

    /** When a token was last used, null for never; to the precision of {@link #tokensUsed}. */
    @Nullable Instant tokenUsed(String organisation, String id) throws IOException;

    // ---- signing in ----

    /** A user's password as Argon2id made it, in PHC form. */
    Optional<String> password(String organisation, String user) throws IOException;

    /** Sets a user's password; null takes it away. */
    void setPassword(String organisation, String user, @Nullable String hash) throws IOException;

    /**
     * Whom an identity of an identity provider belongs to.
     *
     * @param organisation the user's organisation
     * @param user the user's id
     */
    record Holder(String organisation, String user) {}

    /** Who signs in with an identity, whosever it is; empty where nobody does. */
    Optional<Holder> everyHolder(String issuer, String subject) throws IOException;

    /** Says who signs in with an identity from now on. */
    void link(String issuer, String subject, Holder holder) throws IOException;

    /** Ids of an organisation's users who sign in with an identity. */
    Set<String> linked(String organisation) throws IOException;

    /**
     * Keeps something that waits for an answer for a while, such as a device's code.
     *
     * @param key names it, no secret in it
     */
    void putPending(String key, JsonObject value, Instant until) throws IOException;

    /** What waits under a key; empty where nothing does any more. */
    Optional<JsonObject> pending(String key, Instant now) throws IOException;

    /** The same, and takes it away: of several callers one gets it. */
    Optional<JsonObject> takePending(String key, Instant now) throws IOException;

    // ---- changes ----

    /** Rises with every change of documents and tokens, by whomever; not with uses. */
    long revision() throws IOException;

    /** What was to be changed is not as the caller thinks. */
    final class Conflict extends Exception {

        private final boolean name;

        /**
         * @param name true where the name is taken, false where the version is another
         */
        public Conflict(boolean name, String message) {
            super(message);
            this.name = name;
        }

        /** True where the name is taken, false where the version is another. */
        public boolean isName() {
            return name;
        }
    }
}
