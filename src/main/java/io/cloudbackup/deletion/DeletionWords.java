package io.cloudbackup.deletion;

/**
 * What messages say of the thing that is deleted, and what a terminating namespace means for it.
 *
 * @param thing such as {@code the machine}
 * @param deleted that the cloud has done it, as a sentence
 * @param absent that there was nothing left to do, as a sentence
 * @param remains that it may still be there, as a clause
 * @param goesWithNamespace whether the deletion of the namespace is a wish to delete it
 */
public record DeletionWords(
    String thing, String deleted, String absent, String remains, boolean goesWithNamespace) {}
