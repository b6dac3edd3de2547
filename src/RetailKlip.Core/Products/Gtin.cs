namespace RetailKlip.Core;

// Signature only until the Products work lands.
public readonly record struct Gtin;
