namespace RetailKlip.Core;

/// <summary>One picture of a protocol and the part it plays.</summary>
/// <param name="Number">Line in the protocol file, from 1; the header is line 1.</param>
/// <param name="Path">Relative to the images folder, with forward slashes, never leading out of it.</param>
public sealed record ProtocolLine(int Number, ProtocolRole Role, Sku Product, string Path);
