package dev.weir.testkit.archive;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.InMemoryArchive;

import java.util.List;

class InMemoryArchiveTest extends ArchiveContract {

    private final InMemoryArchive archive = new InMemoryArchive();

    @Override
    protected Archive archive() {
        return archive;
    }

    @Override
    protected ArchiveIntake intake() {
        return archive;
    }

    @Override
    protected void record(List<Recorded> recorded) {
        for (Recorded one : recorded) {
            archive.add(
                    one.exchange(),
                    one.request(),
                    one.response(),
                    one.requestChunks(),
                    one.responseChunks());
        }
    }
}
