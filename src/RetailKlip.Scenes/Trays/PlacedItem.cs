namespace RetailKlip.Scenes;

/// <summary>A product where and how it lies on the tray.</summary>
public sealed record PlacedItem(DrawnProduct Product, Pose Pose);
