package dev.weir.gateway.spool;

/** A record whose checksum may hold but whose payload does not make sense. */
final class MalformedRecordException extends Exception {

    MalformedRecordException(String message) {
        super(message, null, false, false);
    }
}
