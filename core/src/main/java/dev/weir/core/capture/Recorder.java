package dev.weir.core.capture;

/**
 * Where exchanges are recorded while they pass. One recorder belongs to one event loop and is
 * called by no other thread.
 */
public interface Recorder {

    /**
     * Puts the opening on record before anything goes upstream.
     *
     * @throws CaptureUnavailable where there is no room or the record cannot be written; nothing
     *     was recorded then
     */
    Recording begin(Opening opening) throws CaptureUnavailable;

    /**
     * True where what comes next may soon find no room although room is being made: who can wait a
     * moment should. False where there is room, and where none is to be expected.
     */
    boolean isShort();

    /** Sets the one listener that is called, on the recorder's event loop, once room was made. */
    void onRoom(Runnable listener);

    /**
     * Recording cannot start; the caller's setting says whether traffic passes unrecorded or is
     * refused.
     */
    final class CaptureUnavailable extends Exception {

        private final Loss loss;

        public CaptureUnavailable(Loss loss) {
            super(loss.sentence(), null, false, false);
            this.loss = loss;
        }

        public Loss loss() {
            return loss;
        }
    }
}
