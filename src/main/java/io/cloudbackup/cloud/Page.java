package io.cloudbackup.cloud;

import java.util.List;

/**
 * One page of a list.
 *
 * @param nextPageToken what to ask for the next page, or empty on the last one
 */
public record Page<T>(List<T> items, String nextPageToken) {
  public Page {
    items = List.copyOf(items);
  }
}
