package dev.weir.core.session;

import java.util.Arrays;

/**
 * A conversation as a request sends it, one link a message (in OpenAI's Responses one an item),
 * without its content. The hash of a link covers all messages up to and with its own, so that one
 * look-up compares a whole prefix. Leading system and developer messages are no links: they are
 * hashed apart, since tools change them while a conversation goes on. Immutable.
 *
 * <p>What the hash of a message covers: all its members with their names and values, however deep,
 * save members named {@code cache_control}, which mark a place for the provider's cache and move
 * from turn to turn. The order of members and the white space between tokens do not count; a {@code
 * content} that is a string counts as a list of one {@code text} block. Strings and numbers count
 * as they are spelled: a client that spells a character in two ways is not recognised.
 */
public final class Chain {

    /** Who a link's message is from. */
    public enum Role {
        /** A person, or a program in his place. */
        USER,
        /** The model: text, reasoning, calls of tools. */
        MODEL,
        /** Results of tools, alone or with other text. */
        RESULTS,
        /** A system or developer message in mid-conversation, or of an unknown role. */
        OTHER
    }

    public static final Chain EMPTY =
            new Chain(new long[0], new long[0], new Role[0], Sayings.NONE);

    private final long[] highs;
    private final long[] lows;
    private final Role[] roles;
    private final Sayings sayings;

    Chain(long[] highs, long[] lows, Role[] roles, Sayings sayings) {
        this.highs = highs;
        this.lows = lows;
        this.roles = roles;
        this.sayings = sayings;
    }

    /** Number of links. */
    public int length() {
        return roles.length;
    }

    public boolean isEmpty() {
        return roles.length == 0;
    }

    /** The hash of the first so many links; at least one. */
    public Hash128 prefix(int links) {
        return new Hash128(highs[links - 1], lows[links - 1]);
    }

    /** The hash of all links; at least one must be there. */
    public Hash128 whole() {
        return prefix(length());
    }

    public Role role(int link) {
        return roles[link];
    }

    /** True where the model has spoken within the first so many links. */
    public boolean modelSpokeWithin(int links) {
        return Arrays.asList(roles).subList(0, links).contains(Role.MODEL);
    }

    /** What the model said, by the link in which it did. */
    public Sayings sayings() {
        return sayings;
    }

    /** Index of the first link of the last run of the model's; the length where there is none. */
    int lastRun() {
        for (int i = length() - 1; i >= 0; i--) {
            if (roles[i] == Role.MODEL && (i == 0 || roles[i - 1] != Role.MODEL)) {
                return i;
            }
        }
        return length();
    }

    /** The link after the run of the model's that begins at this one. */
    int endOfRun(int link) {
        int end = link;
        while (end < length() && roles[end] == Role.MODEL) {
            end++;
        }
        return end;
    }
}
