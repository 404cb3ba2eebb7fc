/** Reads a cluster for an audit: from the API server page by page, or from a file that kubectl wrote. */
package io.zonekeeper.cli.listing;
