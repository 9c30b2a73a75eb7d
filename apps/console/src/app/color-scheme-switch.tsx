import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const schemes = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };
const names: Readonly<Record<MantineColorScheme, string>> = {
  light: "Light",
  dark: "Dark",
  auto: "As the system",
};

export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = schemes[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Colours: ${names[colorScheme]}. Change`}
        >
          <Current size={17} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(["light", "dark", "auto"] as const).map((each) => {
          const Each = schemes[each];
          return (
            <Menu.Item
              key={each}
              leftSection={<Each size={15} aria-hidden />}
              onClick={() => setColorScheme(each)}
            >
              {names[each]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
