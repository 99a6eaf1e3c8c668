package dev.weir.gateway.intake;

import dev.weir.core.exchange.BodyFacts;

import tools.jackson.databind.JsonNode;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Bodies of an export, and the checks of what it says about them. */
final class Bodies {

    private static final byte[] NOTHING = new byte[0];

    private Bodies() {}

    /** The bytes that are there; none where the body is null. */
    static byte[] bytes(Members side) throws Unusable {
        if (!side.has("body")) {
            return NOTHING;
        }
        Members body = side.in("body");
        JsonNode text = body.get("text");
        JsonNode base64 = body.get("base64");
        if (text.isBinary() == base64.isBinary()) {
            throw side.wrong("body", "either text or base64");
        }
        return (text.isBinary() ? text : base64).binaryValue();
    }

    /** What is said about a body, checked against its bytes. */
    static BodyFacts facts(Members side, byte[] bytes) throws Unusable {
        long length = side.number("bytes", 0, Long.MAX_VALUE);
        long kept = side.number("keptBytes", 0, length);
        if (kept != bytes.length) {
            boolean damaged = side.get("damaged").asBoolean(false);
            throw new Unusable(
                    side.at()
                            + "body: "
                            + (damaged
                                    ? "it was damaged where it was exported, and is not here"
                                    : "it has " + bytes.length + " bytes, expected " + kept));
        }
        BodyFacts facts = new BodyFacts(length, kept, crc32c(bytes));
        String crc = side.textOrNull("crc32c");
        if (crc != null && !crc.equals(HexFormat.of().toHexDigits(facts.crc32c()))) {
            throw new Unusable(side.at() + "body: its bytes do not have the CRC-32C " + crc);
        }
        String hash = side.textOrNull("sha256");
        if (hash != null && !hash.equals(HexFormat.of().formatHex(sha256().digest(bytes)))) {
            throw new Unusable(side.at() + "body: its bytes do not have the SHA-256 " + hash);
        }
        return facts;
    }

    /** Facts of a body that is all there. */
    static BodyFacts whole(byte[] bytes) {
        return new BodyFacts(bytes.length, bytes.length, crc32c(bytes));
    }

    private static int crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
