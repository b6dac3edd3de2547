namespace RetailKlip.Trainer;

/// <summary>Two paths to the same picture.</summary>
public sealed record PicturePair(string Picture, string Copy);
